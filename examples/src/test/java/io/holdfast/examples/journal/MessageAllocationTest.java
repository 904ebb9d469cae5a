package io.holdfast.examples.journal;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** That a log of any length is written and searched without work for the garbage collector. */
class MessageAllocationTest {
    private static final int MESSAGES = 2000;
    private static final int ROUNDS = 10;
    private static final List<SampleMessage> SAMPLES = List.of(SampleMessage.of("plain text"),
        SampleMessage.of("Größe \u6570\u636e \ud83d\ude80 \"\n"), SampleMessage.of(new byte[] {-1, 0, 1, 2, 3}));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The formats, each as a program makes it. */
    private enum Form {
        TEXT {
            @Override
            MessageFormat make() {
                return new TextFormat(TextFormat.escaped(Integer.MAX_VALUE));
            }
        },
        HEX {
            @Override
            MessageFormat make() {
                return new HexFormat(Integer.MAX_VALUE);
            }
        },
        JSON {
            @Override
            MessageFormat make() {
                return new JsonFormat();
            }
        },
        OWN {
            @Override
            MessageFormat make() {
                return FormatString.compile("%s%q%x%S%R%i%o%t%T%N%I%a%b%F%l%r%%\\n",
                    new FormatString.Setting("A", "B", false));
            }
        };

        abstract MessageFormat make();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void noFormatMakesAnObjectForAMessage(final Form form) {
        final MessageFormat format = form.make();
        final ByteOutput out = new ByteOutput(OutputStream.nullOutputStream());

        assertEquals(0, leastAllocated(message -> format.write(message, out)), "bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "t.xt", "Gr.*e", "\u6570", "[^a-z]+"})
    void noSearchMakesAnObjectForAMessage(final String pattern) {
        final PayloadBytes payload = new PayloadBytes();
        final PayloadSearch search = TextSearch.of(pattern, false);

        assertEquals(0, leastAllocated(message -> {
            search.reset(payload.of(message));
            search.find();
        }), "bytes");
    }

    /** What is done to a message. */
    @FunctionalInterface
    private interface Work {
        void on(SampleMessage message);
    }

    /** The first rounds load and compile. */
    private long leastAllocated(final Work work) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < MESSAGES; i++) {
                for (int n = 0; n < SAMPLES.size(); n++) {
                    work.on(SAMPLES.get(n));
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
