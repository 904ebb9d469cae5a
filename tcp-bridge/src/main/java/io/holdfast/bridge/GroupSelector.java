package io.holdfast.bridge;

/** Says which group of a {@link Server} serves a peer. Asked once per connection and process. */
@FunctionalInterface
public interface GroupSelector {
    /** Spreads names evenly, the same way in every process. */
    GroupSelector BY_NAME = (remoteName, groups) -> Math.floorMod(mixed(remoteName.hashCode()), groups);

    /**
     * Chooses a group.
     *
     * @param remoteName the peer
     * @param groups     how many there are
     * @return a number from 0 to {@code groups} - 1
     */
    int select(String remoteName, int groups);

    /** The finalizer of MurmurHash3: hashes of names that are alike differ in a few low bits only. */
    private static int mixed(final int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85EB_CA6B;
        mixed = (mixed ^ mixed >>> 13) * 0xC2B2_AE35;
        return mixed ^ mixed >>> 16;
    }
}
