package io.holdfast.examples.bench.link;

import io.holdfast.Durability;
import io.holdfast.Transport;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What both ends of all systems have to agree on.
 *
 * @param folder        of this run, for everything that is stored
 * @param transport     how Holdfast's messages are to travel
 * @param length        of a payload in bytes
 * @param isClockCached whether Holdfast is given a clock that is refreshed now and then
 * @param durability    what Holdfast's messages and acks must outlive
 */
public record LinkSettings(Path folder, Transport transport, int length, boolean isClockCached,
                           Durability durability) {
    private static final Path MEMORY = Path.of("/dev/shm");

    /** {@return a folder of this run in memory where the machine has such, else among the stored files} */
    public Path memoryFolder() {
        return Files.isDirectory(MEMORY) ? MEMORY.resolve(folder.getFileName()) : folder.resolve("memory");
    }
}
