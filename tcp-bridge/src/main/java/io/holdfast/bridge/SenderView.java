package io.holdfast.bridge;

import io.holdfast.bridge.protocol.LogFacts;

import java.util.function.IntToLongFunction;
import java.util.function.LongUnaryOperator;

/**
 * What a sender knows when it decides where its direction goes on.
 *
 * @param log              incarnation, generation, first kept and last index
 * @param beforeFirst      index of the last message that was purged, 0 if none ever was; if nothing is kept, the last
 *                         index. Must be exact: it alone tells whether messages are missing
 * @param acked            the sender's record of the receiver's ack, 0 if none
 * @param lastOfGeneration last index of an older generation that survived in the log, 0 if none did, negative if the
 *                         log does not remember that generation
 * @param ordinalOf        ordinal of an index that is kept; of 0, the ordinal before the first kept; negative if the
 *                         index is none of the log's
 */
record SenderView(LogFacts log, long beforeFirst, long acked, IntToLongFunction lastOfGeneration,
                  LongUnaryOperator ordinalOf) {
}
