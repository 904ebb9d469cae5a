package io.holdfast.examples.command;

import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TlsContext;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;

/** Encryption of what a server accepts. */
public final class ServerTlsOptions extends TlsOptions {
    @Option(names = "--tls-client-auth", arity = "0..1", fallbackValue = "needed", paramLabel = "needed|wanted",
        converter = Converter.class, completionCandidates = Kinds.class,
        description = "Ask clients for a certificate that --tls-trust trusts, and refuse those without ('needed', "
            + "which is meant if nothing follows), or take them as well ('wanted'). Default: they are not asked.")
    private ClientAuth clientAuth;

    /** {@return what these options say, null for plain sockets} */
    public TlsContext context() {
        return isAnyGiven() || clientAuth != null
            ? files().clientAuth(clientAuth == null ? ClientAuth.NONE : clientAuth) : null;
    }

    /** Reads the option in any case. */
    static final class Converter implements ITypeConverter<ClientAuth> {
        @Override
        public ClientAuth convert(final String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "needed" -> ClientAuth.NEEDED;
                case "wanted" -> ClientAuth.WANTED;
                default -> throw new TypeConversionException("'" + text + "' is neither needed nor wanted");
            };
        }
    }

    /** What may be typed. */
    static final class Kinds extends Choices {
        Kinds() {
            super("needed", "wanted");
        }
    }
}
