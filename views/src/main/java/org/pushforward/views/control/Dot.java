package org.pushforward.views.control;

import java.util.Locale;
import javafx.scene.layout.Region;

/** A colored dot for a {@link Signal}; the color comes from the style sheet, the words go to the accessible text. */
final class Dot extends Region {

    private Signal shown = Signal.OPEN;

    Dot(Signal signal) {
        show(signal);
    }

    void set(Signal signal) {
        if (signal != shown) {
            show(signal);
        }
    }

    private void show(Signal signal) {
        shown = signal;
        getStyleClass().setAll("dot", signal.name().toLowerCase(Locale.ROOT));
        setAccessibleText(signal.words());
    }
}
