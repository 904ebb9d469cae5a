package io.holdfast.examples.doctor;

import io.holdfast.Clock;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.StoreView;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All checks of a machine, and of a store on it if there is one. One thread. */
public final class Examination {
    private final SystemFiles system;
    private final SystemPrograms programs;
    private final Clock clock;
    private final ClockCheck clockCheck;
    private final List<Check> checks = new ArrayList<>();

    /**
     * An examination of the clocks, which are compared from now on.
     *
     * @param system   where the system tells about itself
     * @param programs that know what no file tells
     * @param clock    of the machine
     */
    public Examination(final SystemFiles system, final SystemPrograms programs, final Clock clock) {
        this.system = system;
        this.programs = programs;
        this.clock = clock;
        clockCheck = new ClockCheck(system, programs, clock);
    }

    /**
     * Adds the checks of the machine and of this process.
     *
     * @param connections how many a process is to open
     * @return this
     */
    public Examination machine(final int connections) {
        checks.add(JavaCheck.ofThisProcess());
        checks.add(new LimitsCheck(system, "a process started here", "self", connections));
        checks.add(new CpuCheck(system, Runtime.getRuntime().availableProcessors()));
        checks.add(new MemoryCheck(system));
        return this;
    }

    /**
     * Adds the checks of the disk that a folder is on.
     *
     * @param folder    which exists, its real path
     * @param isToProbe whether a file without a name may be made in it
     * @return this
     */
    public Examination disk(final Path folder, final boolean isToProbe) {
        checks.add(new FileSystemCheck(folder, system));
        checks.add(new SpaceCheck(folder, programs));
        if (isToProbe) {
            checks.add(new DiskProbe(folder, clock));
        }
        return this;
    }

    /**
     * Adds the checks of a store.
     *
     * @param store       a store
     * @param connections all it has
     * @return this
     */
    public Examination store(final StoreView store, final List<ConnectionRef> connections) {
        checks.add(new SharedRootCheck(store.root()));
        for (final Path peer : store.peers()) {
            final String name = peer.getFileName().toString();
            checks.add(new PermissionCheck(peer, System.getProperty("user.name")));
            checks.add(new OwnerCheck(store, name, (int) connections.stream()
                .filter(connection -> connection.localName().equals(name)).count(), system));
        }
        checks.add(new ConnectionsCheck(store, connections, clock));
        return this;
    }

    /**
     * Looks, one check after the other.
     *
     * @param diagnoses is given what each has found, as soon as it has
     */
    public void run(final Consumer<Diagnosis> diagnoses) {
        checks.forEach(check -> check.look().forEach(diagnoses));
        clockCheck.look().forEach(diagnoses);
    }
}
