package io.holdfast.store.journal;

/** Is told of what a {@link JournalReader} passes over because it is damaged. */
@FunctionalInterface
public interface DamageListener {
    /**
     * A range of messages, or a place between two, is damaged; the reader goes on behind it. Called by the thread that
     * reads, which must not use the reader in it. What it throws reaches the reader's caller.
     *
     * @param damage what is damaged
     */
    void onDamage(Damage damage);
}
