package org.pushforward.app.window;

import org.pushforward.app.workspace.Preferences;
import org.pushforward.views.control.Folding;

/** What is folded away is among the preferences. */
record RememberedFolding(Preferences preferences) implements Folding {

    private enum State { OPEN, FOLDED }

    @Override
    public boolean isFolded(String name, boolean otherwise) {
        return preferences.word(name, otherwise ? State.FOLDED : State.OPEN) == State.FOLDED;
    }

    @Override
    public void setFolded(String name, boolean folded) {
        preferences.put(name, (folded ? State.FOLDED : State.OPEN).name());
    }
}
