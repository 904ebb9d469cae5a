package io.holdfast.examples.command;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * The keys of a terminal, each as soon as it is pressed and without showing there; signals still come of Ctrl-C and its
 * like, but nothing is stopped by Ctrl-Z. Without a terminal, or where its settings cannot be changed, no key is ever
 * seen. Closing it sets the terminal as it was. One thread; never waits for a key.
 */
final class Keyboard implements AutoCloseable {
    private static final int TRIES = 3;

    private final Optional<String> before;
    private FileInputStream keys;

    /** Takes the keys of the terminal that this process has. */
    Keyboard(final Stty stty) {
        before = stty.run("-g");
        if (before.isPresent() && stty.run("-icanon", "-echo", "susp", "undef").isPresent()) {
            try {
                keys = new FileInputStream(Stty.TERMINAL);
            } catch (final IOException noTerminalAnyMore) {
                keys = null;
            }
        }
    }

    /** {@return whether a key was pressed since the last call; what else was pressed is forgotten} */
    boolean isPressed(final char key) {
        boolean isPressed = false;
        try {
            while (keys != null && keys.available() > 0) {
                isPressed |= keys.read() == key;
            }
        } catch (final IOException terminalIsGone) {
            keys = null;
        }
        return isPressed;
    }

    /** A signal of the terminal may end the program that sets it, too: then it is started again. */
    @Override
    public void close() {
        closeKeys();
        final Stty stty = new Stty(); // one that did not answer once may now
        for (int tries = 0; before.isPresent() && tries < TRIES; tries++) {
            if (stty.run(before.get()).isPresent()) {
                return;
            }
        }
    }

    private void closeKeys() {
        try {
            if (keys != null) {
                keys.close();
            }
        } catch (final IOException terminalIsGone) {
            keys = null;
        }
    }
}
