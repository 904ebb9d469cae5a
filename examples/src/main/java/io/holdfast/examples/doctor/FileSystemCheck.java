package io.holdfast.examples.doctor;

import io.holdfast.examples.command.ShellWord;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The kind of file system that the store is on, and how it is mounted. */
final class FileSystemCheck implements Check {
    private static final String TYPE = "file-system";
    private static final String OPTIONS = "mount-options";
    private static final Set<String> LOCAL = Set.of("ext4", "ext3", "xfs", "btrfs", "zfs", "f2fs");
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final String REMOUNT = "mount -o remount,";
    private static final Pattern ELSEWHERE = Pattern.compile("nfs4?|cifs|smb3?|smbfs|9p|afs|ceph|gfs2?|ocfs2|lustre"
        + "|beegfs|vboxsf|vmhgfs|prl_fs|fuse\\.(sshfs|s3fs|glusterfs|ceph|gcsfuse|rclone|vmhgfs-fuse|davfs2?)");

    private final Path folder;
    private final SystemFiles system;

    /**
     * The file system of a folder.
     *
     * @param folder its real path
     * @param system to read from
     */
    FileSystemCheck(final Path folder, final SystemFiles system) {
        this.folder = folder;
        this.system = system;
    }

    @Override
    public List<Diagnosis> look() {
        final Optional<Mount> mount = system.lines("proc/self/mountinfo").flatMap(lines -> Mount.of(folder, lines));
        return mount.map(found -> List.of(type(found), options(found)))
            .orElse(List.of(Diagnosis.unknown(TYPE, "the system does not tell what " + folder + " is on")));
    }

    private static Diagnosis type(final Mount mount) {
        final String seen = mount.type() + " of " + mount.source() + " at " + mount.point();
        if (ELSEWHERE.matcher(mount.type()).matches()) {
            return Diagnosis.fail(TYPE, seen + " is a network or shared file system: mappings and locks of several"
                + " machines do not hold there", "move the store to a local disk");
        }
        if (IN_MEMORY.contains(mount.type())) {
            return Diagnosis.warn(TYPE, seen + " is memory: messages are gone when the machine stops",
                "move the store to a disk, unless that is what you want");
        }
        if (mount.type().equals("overlay")) {
            return Diagnosis.warn(TYPE, seen + " is the layer of a container: messages are gone with the container, and"
                + " no other container sees them", "mount a volume of the host at the folder of the store");
        }
        return LOCAL.contains(mount.type()) ? Diagnosis.ok(TYPE, seen)
            : Diagnosis.unknown(TYPE, seen + " is of a kind that is not known here; see what mapping, locking"
                + " and force say");
    }

    private static Diagnosis options(final Mount mount) {
        final Set<String> options = mount.options();
        final String seen = String.join(",", options);
        final String where = " " + ShellWord.of(mount.point().toString());
        if (options.contains("ro")) {
            return Diagnosis.fail(OPTIONS, seen + ": read-only, nothing can be sent or acked here",
                REMOUNT + "rw" + where + " (a backup is better left so)");
        }
        if (options.contains("nobarrier") || options.contains("barrier=0")) {
            return Diagnosis.warn(OPTIONS, seen + ": a force does not reach the device, so durability sync does not"
                + " survive a loss of power", REMOUNT + "barrier=1" + where);
        }
        if (options.contains("sync")) {
            return Diagnosis.warn(OPTIONS, seen + ": every write waits for the device, whatever durability is asked"
                + " for", REMOUNT + "async" + where);
        }
        if (options.contains("strictatime")) {
            return Diagnosis.warn(OPTIONS, seen + ": every read writes its time", REMOUNT + "noatime" + where);
        }
        return Diagnosis.ok(OPTIONS, seen);
    }
}
