package io.holdfast.bridge;

/** Says which group of a {@link Server} serves a peer. Asked once per connection and process. */
@FunctionalInterface
public interface GroupSelector {
    /** Spreads names evenly, the same way in every process. */
    GroupSelector BY_NAME = (remoteName, groups) -> (remoteName.hashCode() * 0x9E3779B9 >>> 16) % groups;

    /**
     * Chooses a group.
     *
     * @param remoteName the peer
     * @param groups     how many there are
     * @return a number from 0 to {@code groups} - 1
     */
    int select(String remoteName, int groups);
}
