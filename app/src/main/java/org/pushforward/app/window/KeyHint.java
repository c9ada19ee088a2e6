package org.pushforward.app.window;

import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/** Keys that a menu shows beside an item and that never match. */
final class KeyHint extends KeyCombination {

    private final String words;

    KeyHint(String words) {
        this.words = words;
    }

    @Override
    public boolean match(KeyEvent event) {
        return false;
    }

    @Override
    public String getDisplayText() {
        return words;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof KeyHint h && h.words.equals(words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }
}
