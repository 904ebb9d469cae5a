package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.net.InetSocketAddress;

/** Reads and writes {@code HOST:PORT}; an IPv6 address stands in brackets. */
public final class HostPort implements ITypeConverter<InetSocketAddress> {
    private static final int MAX_PORT = 65_535;

    @Override
    public InetSocketAddress convert(final String text) {
        final int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new TypeConversionException("'" + text + "' is not HOST:PORT");
        }
        final String host = host(text.substring(0, colon), text);
        final InetSocketAddress address = new InetSocketAddress(host, port(text.substring(colon + 1), text));
        if (address.isUnresolved()) {
            throw new TypeConversionException("'" + text + "' names a host that is not known");
        }
        return address;
    }

    /**
     * Writes an address the way it is read.
     *
     * @param address the address
     * @return {@code HOST:PORT}
     */
    public static String text(final InetSocketAddress address) {
        final String host = address.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    private static String host(final String host, final String text) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        if (host.indexOf(':') >= 0) {
            throw new TypeConversionException("'" + text + "' is not HOST:PORT; put an IPv6 address in brackets");
        }
        return host;
    }

    private static int port(final String port, final String text) {
        try {
            final int number = Integer.parseInt(port);
            if (number >= 0 && number <= MAX_PORT) {
                return number;
            }
        } catch (final NumberFormatException notANumber) {
            throw new TypeConversionException("'" + text + "' has no number for a port");
        }
        throw new TypeConversionException("'" + text + "' has a port outside 0 to " + MAX_PORT);
    }
}
