package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.DailyRoll;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The folders of a peer whose name has a date behind it: a {@link StoreRoot} for each session day. Each has a mark that
 * tells it from the folder of a peer that just happens to be called so. One thread.
 *
 * <pre>
 *   &lt;root&gt;/Server20180713/.day     version=1 | base=Server | day=2018-07-13 | reported=true | crc=…
 *   &lt;root&gt;/Server20180714/.day     version=1 | base=Server | day=2018-07-14 | reported=false | crc=…
 * </pre>
 * {@code reported} turns true once all that a finished day left behind has been told.
 */
public final class SessionDays {
    static final String MARK_NAME = ".day";

    private static final String VERSION = "1";

    private final Path root;
    private final String base;
    private final StoreContext options;

    /**
     * Names the folders; touches none.
     *
     * @param root    folder of the store
     * @param base    the name without the date
     * @param options for the connections of all days
     * @throws IllegalArgumentException if the base has no room for a date behind it
     */
    public SessionDays(final Path root, final String base, final StoreContext options) {
        this.root = root;
        this.base = DailyRoll.requireBase("name", base);
        this.options = options;
    }

    /** {@return the name without the date} */
    public String base() {
        return base;
    }

    Path root() {
        return root;
    }

    /** {@return the options of all days} */
    public StoreContext options() {
        return options;
    }

    /**
     * {@return the days there is a folder of, marked or not, the oldest first}
     *
     * @throws StoreException if the folder of the store cannot be read
     */
    public List<LocalDate> days() {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(root)) {
            return list.map(folder -> DailyRoll.dayIn(base, folder.getFileName().toString())).filter(Objects::nonNull)
                .sorted().toList();
        } catch (final IOException e) {
            throw new StoreException(root, "cannot list the session days", e);
        }
    }

    /**
     * Becomes the owner of a day's folder, which is created and marked if need be.
     *
     * @param day the session day
     * @return the day's store
     * @throws io.holdfast.StoreLockedException if there is another owner, in this process or another
     * @throws StoreException                   if the files cannot be read or written
     */
    public StoreRoot open(final LocalDate day) {
        final StoreRoot opened = StoreRoot.open(root, DailyRoll.nameOf(base, day), options);
        try {
            if (!Files.exists(opened.directory().resolve(MARK_NAME))) {
                write(opened.directory(), day, false);
            }
            return opened;
        } catch (final RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * {@return the session day that a folder was made for by the daily rule, null if it was not}
     *
     * @param folder of a local peer
     */
    public static LocalDate dayOf(final Path folder) {
        final String name = folder.getFileName().toString();
        final String base = DailyRoll.baseIn(name);
        return base == null || !Files.exists(folder.resolve(MARK_NAME)) ? null : DailyRoll.dayIn(base, name);
    }

    /** {@return whether a day's folder was made by the daily rule} */
    boolean isMarked(final LocalDate day) {
        return Files.exists(folder(day).resolve(MARK_NAME));
    }

    /**
     * Tells whether all that a day left behind has been told.
     *
     * @param day the session day, which has a folder
     * @return whether it was, or the folder is no session day's
     * @throws CorruptStoreException if the mark does not hold what was written
     * @throws StoreException        if it cannot be read
     */
    public boolean isReported(final LocalDate day) {
        if (!isMarked(day)) {
            return true;
        }
        final Path mark = folder(day).resolve(MARK_NAME);
        try {
            return Boolean.parseBoolean(TextRecord.decode(mark, RegularFile.read(mark)).get("reported"));
        } catch (final IOException e) {
            throw new StoreException(mark, "cannot read the mark of the session day", e);
        }
    }

    /**
     * Notes that all that a day left behind has been told. The caller owns the day's store.
     *
     * @param day the session day
     * @throws StoreException if it cannot be written
     */
    public void reported(final LocalDate day) {
        write(folder(day), day, true);
    }

    Path folder(final LocalDate day) {
        return root.resolve(DailyRoll.nameOf(base, day));
    }

    private void write(final Path folder, final LocalDate day, final boolean isReported) {
        final Path mark = folder.resolve(MARK_NAME);
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("version", VERSION);
        values.put("base", base);
        values.put("day", day.toString());
        values.put("reported", Boolean.toString(isReported));
        try {
            DurableFile.replace(options.disk(), mark, TextRecord.encode(values), PersistentSteps.NONE);
        } catch (final IOException e) {
            throw new StoreException(mark, "cannot write the mark of the session day", e);
        }
    }
}
