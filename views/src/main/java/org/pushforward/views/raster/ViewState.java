package org.pushforward.views.raster;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;

/**
 * How a pane is looked at. Immutable; the {@code with} methods give changed copies.
 *
 * @param uiScale pixels of the raster per unit of length on screen: 1, 1.25, 1.5, 2
 * @param rangeMode which values the colors span
 * @param fixedRange taken in mode FIXED; the frame's range when empty
 * @param probe a point of the domain whose values are shown; in space a pixel of the picture
 * @param measures what stays measured
 */
public record ViewState(PaneColors theme, double uiScale, Camera2D camera, OrbitCamera orbit, Colormap colormap, ColorRange.Mode rangeMode,
        Optional<ColorRange> fixedRange, Set<Overlay> overlays, Optional<Point> probe, Measures measures) {

    /** A point of the domain, or a pixel. */
    public record Point(double x, double y) { }

    public static final ViewState DARK = new ViewState(PaneColors.DARK, 1, Camera2D.FIT, OrbitCamera.STANDARD, Colormaps.standard(),
            ColorRange.Mode.FRAME, Optional.empty(),
            EnumSet.of(Overlay.PICTURE, Overlay.MESH_LINES, Overlay.COLOR_BAR, Overlay.SMOOTH), Optional.empty(), Measures.NONE);

    public static final ViewState LIGHT = DARK.withTheme(PaneColors.LIGHT);

    public ViewState {
        overlays = Set.copyOf(overlays);
        if (!(uiScale > 0.1 && uiScale <= 16)) {
            throw new IllegalArgumentException("a screen scale of " + uiScale);
        }
    }

    public boolean shows(Overlay overlay) {
        return overlays.contains(overlay);
    }

    /** The drawing with the level at which a volume is cut. */
    Pane.Drawing cutting(Pane.Drawing d) {
        return measures.cut().map(z -> new Pane.Drawing(d.layer(), d.style(), d.field(), z, d.color())).orElse(d);
    }

    public ViewState withTheme(PaneColors v) {
        return new ViewState(v, uiScale, camera, orbit, colormap, rangeMode, fixedRange, overlays, probe, measures);
    }

    public ViewState withUiScale(double v) {
        return new ViewState(theme, v, camera, orbit, colormap, rangeMode, fixedRange, overlays, probe, measures);
    }

    public ViewState withCamera(Camera2D v) {
        return new ViewState(theme, uiScale, v, orbit, colormap, rangeMode, fixedRange, overlays, probe, measures);
    }

    public ViewState withOrbit(OrbitCamera v) {
        return new ViewState(theme, uiScale, camera, v, colormap, rangeMode, fixedRange, overlays, probe, measures);
    }

    public ViewState withColormap(Colormap v) {
        return new ViewState(theme, uiScale, camera, orbit, v, rangeMode, fixedRange, overlays, probe, measures);
    }

    public ViewState withRangeMode(ColorRange.Mode v) {
        return new ViewState(theme, uiScale, camera, orbit, colormap, v, fixedRange, overlays, probe, measures);
    }

    /** With the range given by the user, which also selects the mode FIXED. */
    public ViewState withFixedRange(ColorRange v) {
        return new ViewState(theme, uiScale, camera, orbit, colormap, ColorRange.Mode.FIXED, Optional.of(v), overlays, probe, measures);
    }

    public ViewState withOverlay(Overlay overlay, boolean shown) {
        EnumSet<Overlay> changed = EnumSet.noneOf(Overlay.class);
        changed.addAll(overlays);
        if (shown) {
            changed.add(overlay);
        } else {
            changed.remove(overlay);
        }
        return new ViewState(theme, uiScale, camera, orbit, colormap, rangeMode, fixedRange, changed, probe, measures);
    }

    public ViewState withProbe(double x, double y) {
        return new ViewState(theme, uiScale, camera, orbit, colormap, rangeMode, fixedRange, overlays, Optional.of(new Point(x, y)), measures);
    }

    public ViewState withoutProbe() {
        return new ViewState(theme, uiScale, camera, orbit, colormap, rangeMode, fixedRange, overlays, Optional.empty(), measures);
    }

    public ViewState withMeasures(Measures v) {
        return new ViewState(theme, uiScale, camera, orbit, colormap, rangeMode, fixedRange, overlays, probe, v);
    }
}
