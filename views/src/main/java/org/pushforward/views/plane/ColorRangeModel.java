package org.pushforward.views.plane;

import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;

/** How values become colors. Panes that share one show the same colors for the same values. */
public final class ColorRangeModel {

    private final ObjectProperty<Colormap> colormap = new SimpleObjectProperty<>(this, "colormap", Colormaps.standard());
    private final ObjectProperty<ColorRange.Mode> mode = new SimpleObjectProperty<>(this, "mode", ColorRange.Mode.FRAME);
    private final ObjectProperty<Optional<ColorRange>> fixed = new SimpleObjectProperty<>(this, "fixed", Optional.empty());
    private final ColorRanges toDate = new ColorRanges();

    public ObjectProperty<Colormap> colormapProperty() {
        return colormap;
    }

    public ObjectProperty<ColorRange.Mode> modeProperty() {
        return mode;
    }

    /** The range of mode FIXED. */
    public ObjectProperty<Optional<ColorRange>> fixedProperty() {
        return fixed;
    }

    /** The ranges of mode RUN, thread-safe; to be cleared when the runs start anew. */
    public ColorRanges toDate() {
        return toDate;
    }
}
