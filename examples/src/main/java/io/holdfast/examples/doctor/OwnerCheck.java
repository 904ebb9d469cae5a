package io.holdfast.examples.doctor;

import io.holdfast.store.Owner;
import io.holdfast.store.journal.StoreView;

import java.util.ArrayList;
import java.util.List;

/** Who owns a peer's folder, and if it is a process of this host whether its limits are enough for its connections. */
final class OwnerCheck implements Check {
    private static final String CHECK = "owner";

    private final StoreView store;
    private final String localName;
    private final int connections;
    private final SystemFiles system;

    /**
     * The owner of a local peer's connections.
     *
     * @param store       the store
     * @param localName   whose
     * @param connections how many there are
     * @param system      to read from
     */
    OwnerCheck(final StoreView store, final String localName, final int connections, final SystemFiles system) {
        this.store = store;
        this.localName = localName;
        this.connections = connections;
        this.system = system;
    }

    @Override
    public List<Diagnosis> look() {
        final Owner owner = store.owner(localName);
        final String detail = owner.detail().isEmpty() ? "" : " (" + owner.detail() + ")";
        final String process = localName + " belongs to the process pid=" + owner.pid() + " on " + owner.host();
        final List<Diagnosis> found = new ArrayList<>();
        found.add(switch (owner.liveness()) {
            case NONE -> Diagnosis.ok(CHECK, "no process uses " + localName);
            case ALIVE -> Diagnosis.ok(CHECK, process + ", started " + owner.started());
            case ENDED -> Diagnosis.warn(CHECK, localName + " was used by the process pid=" + owner.pid() + " on "
                + owner.host() + ", which ended without closing it" + detail, "start it again, if it is to run: what it"
                + " left is put right when it opens the store");
            case ELSEWHERE -> Diagnosis.unknown(CHECK, process + detail + ": whether it runs cannot be seen from here");
            case UNREADABLE -> Diagnosis.warn(CHECK, "who uses " + localName + " cannot be read: " + owner.detail(),
                "see what permissions says; a file that is damaged is written anew when the store is opened");
        });
        if (owner.isAlive()) {
            found.addAll(new LimitsCheck(system, "the process pid=" + owner.pid(), Long.toString(owner.pid()),
                Math.max(1, connections)).ofProcess());
        }
        return found;
    }
}
