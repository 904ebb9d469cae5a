package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the device holds for sure of the tree below a folder, and what it may hold besides: per file the bytes last
 * forced, per folder the entries last forced, and every change of entries since. Files are known by what they are and
 * not by their names, so a rename takes what was forced along. Changes of entries that nobody told of, such as
 * Chronicle's own, are found by looking. One thread.
 */
final class DiskHistory {
    static final int PAGE = 4096;

    private static final byte[] NOTHING = new byte[0];

    private final Path root;
    private final Node rootNode;
    private final Map<Object, Node> nodes = new HashMap<>();
    private final List<Change> pending = new ArrayList<>();
    private boolean isOrdered = true;

    /** One file or folder, whatever its name. */
    static final class Node {
        private final boolean isFolder;
        private byte[] forced;
        private byte[] gone;
        private Map<String, Node> entries = new TreeMap<>();

        Node(final boolean isFolder) {
            this.isFolder = isFolder;
        }

        boolean isFolder() {
            return isFolder;
        }
    }

    /** What became of a name. */
    private record Entry(Node folder, String name, Node node) {
    }

    /** Entries that change as one. */
    private record Change(List<Entry> entries) {
        boolean concerns(final Node folder) {
            return entries.stream().anyMatch(entry -> entry.folder == folder);
        }
    }

    /** Begins with a tree of which everything is on the device. */
    DiskHistory(final Path root) {
        this.root = root;
        rootNode = new Node(true);
        nodes.put(key(root), rootNode);
        learn(root, rootNode);
    }

    private void learn(final Path folder, final Node node) {
        for (final Path path : list(folder)) {
            final Node child = nodeOf(path);
            node.entries.put(name(path), child);
            if (child.isFolder) {
                learn(path, child);
            } else {
                child.forced = bytes(path);
            }
        }
    }

    /** The file's bytes are on the device. */
    void forced(final Path file) {
        notice(file.getParent());
        nodeOf(file).forced = bytes(file);
    }

    /** The folder's entries are on the device. */
    void forcedFolder(final Path folder) {
        notice(folder);
        settle(nodeOf(folder));
    }

    private void settle(final Node folder) {
        for (final Change change : List.copyOf(pending)) {
            if (change.concerns(folder)) {
                apply(change, null);
                pending.remove(change);
            }
        }
    }

    /** To be told before the name goes. */
    void deletes(final Path path) {
        notice(path.getParent());
        if (Files.exists(path)) {
            pending.add(new Change(List.of(gone(path))));
        }
    }

    /** To be told before the rename. */
    void renames(final Path from, final Path to) {
        notice(from.getParent());
        notice(to.getParent());
        final Node moved = nodeOf(from);
        if (Files.exists(to)) {
            gone(to);
        }
        pending.add(new Change(List.of(new Entry(nodeOf(from.getParent()), name(from), null),
            new Entry(nodeOf(to.getParent()), name(to), moved))));
    }

    /** To be told when the name is there, of a file that was not. */
    void created(final Path path) {
        nodes.remove(key(path));
        notice(path.getParent());
    }

    private Entry gone(final Path path) {
        final Node node = nodeOf(path);
        if (!node.isFolder) {
            node.gone = bytes(path);
        }
        nodes.remove(key(path));
        return new Entry(nodeOf(path.getParent()), name(path), null);
    }

    /** The device goes on by itself: some pages and the oldest changes of entries reach it, in no order. */
    void writesSomeBack(final Random random) {
        noticeAll(root);
        for (int count = pending.isEmpty() ? 0 : random.nextInt(pending.size() + 1); count > 0; count--) {
            apply(pending.remove(0), null);
        }
        final double share = LossImage.share(random);
        paths(root).forEach((node, path) -> {
            if (!node.isFolder && random.nextInt(3) != 0) {
                node.forced = LossImage.mixed(node.forced, bytes(path), share, random);
            }
        });
    }

    /**
     * Makes in another folder what is left after a loss of power at this instant.
     *
     * @return its history, which begins there
     */
    DiskHistory lose(final Path target, final Random random) {
        noticeAll(root);
        final Map<Node, Map<String, Node>> tree = new IdentityHashMap<>();
        final LossImage image = new LossImage(random, pending.size());
        isOrdered = image.isOrdered();
        for (int i = 0; i < pending.size(); i++) {
            if (image.hasReached(i)) {
                apply(pending.get(i), tree);
            }
        }
        write(rootNode, target, tree, new LossContent(image, paths(root)));
        return new DiskHistory(target);
    }

    /** {@return whether the changes of entries that are left of the last loss are those made first} */
    boolean isOrdered() {
        return isOrdered;
    }

    /** What files hold after the loss. */
    private record LossContent(LossImage image, Map<Node, Path> paths) {
        byte[] of(final Node node) {
            final Path path = paths.get(node);
            final byte[] now = path != null ? bytes(path) : node.gone != null ? node.gone : node.forced;
            return image.content(node.forced, now == null ? NOTHING : now);
        }
    }

    private static void write(final Node folder, final Path target, final Map<Node, Map<String, Node>> tree,
                              final LossContent content) {
        try {
            Files.createDirectories(target);
            for (final Map.Entry<String, Node> entry : tree.getOrDefault(folder, folder.entries).entrySet()) {
                final Path path = target.resolve(entry.getKey());
                if (entry.getValue().isFolder) {
                    write(entry.getValue(), path, tree, content);
                } else {
                    Files.write(path, content.of(entry.getValue()));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the entries in a tree that is to be written, or, if null, those that are on the device. */
    private static void apply(final Change change, final Map<Node, Map<String, Node>> tree) {
        for (final Entry entry : change.entries) {
            final Map<String, Node> entries = tree == null ? entry.folder.entries
                : tree.computeIfAbsent(entry.folder, folder -> new TreeMap<>(folder.entries));
            if (entry.node == null) {
                entries.remove(entry.name);
            } else {
                entries.put(entry.name, entry.node);
            }
        }
    }

    private void noticeAll(final Path folder) {
        notice(folder);
        for (final Path path : list(folder)) {
            if (Files.isDirectory(path)) {
                noticeAll(path);
            }
        }
    }

    /** Takes note of what nobody told of in a folder. */
    private void notice(final Path path) {
        if (!Files.isDirectory(path)) {
            return;
        }
        final Node folder = nodeOf(path);
        final Map<String, Node> expected = new TreeMap<>(folder.entries);
        final Map<Node, Map<String, Node>> tree = new IdentityHashMap<>(Map.of(folder, expected));
        pending.stream().filter(change -> change.concerns(folder)).forEach(change -> apply(change, tree));
        for (final Path child : list(path)) {
            final Node node = nodeOf(child);
            if (expected.remove(name(child)) != node) {
                pending.add(new Change(List.of(new Entry(folder, name(child), node))));
            }
        }
        expected.keySet().forEach(name -> pending.add(new Change(List.of(new Entry(folder, name, null)))));
    }

    private Map<Node, Path> paths(final Path folder) {
        final Map<Node, Path> paths = new LinkedHashMap<>();
        for (final Path path : list(folder)) {
            paths.put(nodeOf(path), path);
            if (Files.isDirectory(path)) {
                paths.putAll(paths(path));
            }
        }
        return paths;
    }

    private Node nodeOf(final Path path) {
        return nodes.computeIfAbsent(key(path), key -> new Node(Files.isDirectory(path)));
    }

    private static Object key(final Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(final Path path) {
        return path.getFileName().toString();
    }

    private static List<Path> list(final Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (final NoSuchFileException e) {
            return NOTHING;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
