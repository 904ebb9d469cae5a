package io.holdfast.examples.store;

import io.holdfast.examples.command.PeerNameConverter;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Which connection of which store: options of every program that looks at files. */
final class ConnectionOptions {
    @Option(names = "--store", required = true, paramLabel = "DIR",
        description = "Folder of the store. Its owner must not be running.")
    private Path store;

    @Option(names = "--name", required = true, paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "Whose connections: the local peer name.")
    private String name;

    Path store() {
        return store;
    }

    String name() {
        return name;
    }
}
