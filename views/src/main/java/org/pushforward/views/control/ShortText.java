package org.pushforward.views.control;

import javafx.scene.control.TextFormatter;
import javafx.scene.control.TextInputControl;

/** Fields for a few words: whatever is pasted into one that is longer is refused before it is laid out, which takes a second for 100 KB. */
public final class ShortText {

    private static final int LONGEST = 300;

    private ShortText() { }

    public static void keep(TextInputControl field) {
        keep(field, LONGEST);
    }

    static void keep(TextInputControl field, int longest) {
        field.setTextFormatter(new TextFormatter<>(c -> c.getControlNewText().length() <= longest ? c : null));
    }
}
