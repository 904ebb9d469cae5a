package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A cycle file as a tool finds it: what is intact of it and what should be in it. A file that is not there at all,
 * although its neighbours say what it held, is one without an intact byte. One thread.
 */
final class CycleFile {
    private final Path path;
    private final int number;
    private CyclePreamble preamble;
    private boolean hasPreamble;
    private boolean isHeadDamaged;
    private CycleSurvey survey;
    private long length;
    private long expectedMessages = -1;
    private long expectedEnd = -1;

    CycleFile(final Path path, final int number) {
        this.path = path;
        this.number = number;
    }

    /** Reads the preamble and the head. */
    void readHead() throws IOException {
        try (FileMapping file = mapping()) {
            if (file == null) {
                isHeadDamaged = true;
                return;
            }
            length = file.length();
            if (length >= CyclePreamble.DATA_START) {
                preamble = CyclePreamble.decode(OffHeap.window(OffHeap.newWindow(),
                    file.address() + ChronicleFormat.HEAD_LENGTH, MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH)
                    .order(ByteOrder.LITTLE_ENDIAN));
                hasPreamble = preamble != null;
            }
            isHeadDamaged = length < CyclePreamble.DATA_START || !CycleHead.isAt(file.address());
        }
    }

    /** {@return the file, null if it is not there} */
    private FileMapping mapping() throws IOException {
        try {
            return FileMapping.readOnly(path);
        } catch (final NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Walks over the messages.
     *
     * @param incarnation of the log
     * @param accepted    index of the last message that counts behind a word of zero
     * @param until       how many messages to look at
     * @param progress    told now and then up to which position it has come
     * @return whether the file is there
     */
    boolean survey(final long incarnation, final long accepted, final long until, final LongConsumer progress)
        throws IOException {
        try (FileMapping file = mapping()) {
            if (file == null) {
                survey = new CycleSurvey(0, 0, number, incarnation).run(0, progress);
                return false;
            }
            survey = new CycleSurvey(file.address(), file.length(), number, incarnation).until(until)
                .run(accepted, progress);
            return true;
        }
    }

    /** Takes from a neighbour or from {@code state} what should be in it. */
    void expect(final long messages, final long end) {
        expectedMessages = messages;
        expectedEnd = end;
    }

    /** Takes a preamble made from what the neighbours say. */
    void preamble(final CyclePreamble made) {
        preamble = made;
    }

    Path path() {
        return path;
    }

    int number() {
        return number;
    }

    /** {@return the preamble, the file's own or one made for it, null as long as there is neither} */
    CyclePreamble preamble() {
        return preamble;
    }

    /** {@return the highest generation that it names, 0 if it names none} */
    int generation() {
        return Math.max(preamble == null ? 0 : preamble.generation(), survey.generation());
    }

    /** {@return whether the file's own preamble is intact} */
    boolean hasPreamble() {
        return hasPreamble;
    }

    boolean isHeadDamaged() {
        return isHeadDamaged;
    }

    boolean isThere() {
        return length > 0;
    }

    long length() {
        return length;
    }

    CycleSurvey survey() {
        return survey;
    }

    /** {@return how many messages it has, those that are lost included} */
    long messages() {
        return Math.max(expectedMessages, survey.messages());
    }

    /** {@return whether it has more messages than it should have} */
    boolean hasTooMany() {
        return expectedMessages >= 0 && survey.messages() > expectedMessages;
    }

    /** {@return how many messages are missing behind the last intact one} */
    long missingAtEnd() {
        return messages() - survey.messages();
    }

    /** {@return the stretch of the messages that are missing at the end, null if none are} */
    CycleSurvey.Gap tail() {
        final long missing = missingAtEnd();
        if (missing == 0) {
            return null;
        }
        final long least = survey.end() + missing * TombstoneWriter.LENGTH;
        return new CycleSurvey.Gap(survey.end(), Math.max(least, expectedEnd), survey.messages(), missing,
            survey.stamp());
    }

    /** {@return the last index of the log up to and including this cycle} */
    long lastIndex() {
        return messages() == 0 ? preamble.previousLast() : ChronicleFormat.index(number, messages() - 1);
    }

    /** {@return the bytes of its excerpts} */
    long bytes() {
        final CycleSurvey.Gap tail = tail();
        return (tail == null ? survey.end() : tail.to()) - CyclePreamble.DATA_START;
    }
}
