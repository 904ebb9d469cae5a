package io.holdfast.examples.command;

import io.holdfast.SessionRoll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RefusalListenerTest {
    private final List<String> told = new ArrayList<>();
    private final RefusalListener listener = new RefusalListener(true);

    @Test
    void lossesOfThisSidesMessagesAreToldAndCountedAndThoseOfThePeersAreNot() {
        listener.lossTeller(told::add);

        listener.onLost(null, true, 0x10, 0x1f);
        listener.onDiverged(null, true, 0x20, 0x20);
        listener.onLost(null, false, 0x30, 0x30);
        listener.onDiverged(null, false, 0x40, 0x40);

        assertEquals(2, listener.losses());
        assertEquals(2, told.size());
        assertTrue(told.get(0).endsWith("messages with indices 10 to 1f"), told.get(0));
        assertTrue(told.get(1).endsWith("the message with index 20"), told.get(1));
    }

    @Test
    void whatARollLeavesBehindIsCountedAndPutInWords() {
        assertEquals("nothing was left behind", listener.left());

        listener.onSessionRolled(null, new SessionRoll("A", "B20180715", 3, 0xa, 0xc));

        assertEquals(3, listener.leftMessages());
        assertTrue(listener.left().startsWith("3 unacked messages were left behind"), listener.left());
        assertTrue(listener.left().endsWith("from index a to c"), listener.left());
    }
}
