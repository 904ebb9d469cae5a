package io.holdfast.store;

import java.io.IOException;
import java.nio.file.Path;

/** Where the data of a cycle file ends. */
final class CycleEnds {
    private CycleEnds() {
    }

    static long of(final Path cycle) throws IOException {
        try (FileMapping file = FileMapping.readOnly(cycle)) {
            long position = CyclePreamble.DATA_START;
            while (position + ChronicleFormat.WORD <= file.length()) {
                final int header = OffHeap.getInt(file.address() + position);
                if (header == 0 || header == ChronicleFormat.END_OF_FILE) {
                    break;
                }
                position = CycleSeek.after(position, header);
            }
            return position;
        }
    }
}
