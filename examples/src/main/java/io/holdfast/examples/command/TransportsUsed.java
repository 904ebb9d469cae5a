package io.holdfast.examples.command;

import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.ResumeReport;
import io.holdfast.Transport;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;

/** Remembers how messages travelled in the sessions of this process, for the last line of a program. Any thread. */
public final class TransportsUsed implements ConnectionListener {
    private final Set<Transport> used = new ConcurrentSkipListSet<>();

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        used.add(connection.transport());
    }

    /** {@return {@code shm}, {@code tcp}, {@code tcp+shm} if sessions differed, or {@code none} before the first} */
    public String text() {
        return used.isEmpty() ? "none" : used.stream().map(TransportOption::text).collect(Collectors.joining("+"));
    }
}
