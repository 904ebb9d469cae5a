package io.holdfast.store.journal;

import io.holdfast.StoreException;
import io.holdfast.store.CycleView;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The cycle files of a folder at one moment, oldest first. */
final class CycleList {
    private CycleList() {
    }

    /**
     * Lists a folder.
     *
     * @param folder that holds the cycle files
     * @return the files whose names are those of cycles
     * @throws StoreException if it cannot be read
     */
    static List<Path> of(final Path folder) {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (final Path file : all) {
                if (CycleView.numberOf(file) >= 0) {
                    files.add(file);
                }
            }
        } catch (final DirectoryIteratorException e) {
            throw new StoreException(folder, "the log's folder cannot be read", e.getCause());
        } catch (final IOException e) {
            throw new StoreException(folder, "the log's folder cannot be read", e);
        }
        files.sort(Comparator.comparingInt(CycleView::numberOf));
        return files;
    }
}
