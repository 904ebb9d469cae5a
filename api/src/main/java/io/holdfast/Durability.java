package io.holdfast;

/** What a message and an ack must outlive before the peer may see them. Each side chooses for its own files. */
public enum Durability {
    /**
     * The process: what was accepted is in the system's page cache, so the end of a process takes nothing back. After a
     * power loss the last messages may be missing and the last acks be forgotten, which the next login finds out.
     */
    PAGE_CACHE,

    /**
     * The machine: once per duty cycle that had something new, the polling thread waits for the disk. The peer sees
     * nothing, no message and no ack, that a power loss could take back.
     */
    SYNC
}
