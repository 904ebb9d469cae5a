package io.holdfast.examples.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code top} saw at one look.
 *
 * @param number  of the look, from 1 on
 * @param epochNs when it was, in nanoseconds since the epoch
 * @param tookNs  how long looking took
 * @param folder  of the store
 * @param rates   of the connections, in their order
 */
record TopLook(long number, long epochNs, long tookNs, Path folder, List<ConnectionRate> rates) {
}
