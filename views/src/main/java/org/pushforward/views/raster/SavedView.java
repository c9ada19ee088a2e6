package org.pushforward.views.raster;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;

/** The way of looking that a session keeps. What it does not say, or says wrongly, is as the window begins. */
public record SavedView(ViewSettings settings) {

    /** The panes that are shown when one run is alone, the large one first. */
    public List<Pane> panes(Experiment e) {
        List<Pane> chosen = settings.panes().stream().distinct().flatMap(id -> e.panes().stream().filter(p -> p.id().equals(id)))
                .limit(Page.MAX_PANES).toList();
        return chosen.isEmpty() ? e.panes().stream().limit(Page.MAX_PANES).toList() : chosen;
    }

    public Camera2D camera() {
        return settings.camera().flatMap(c -> allowed(() -> new Camera2D(c.x(), c.y(), c.zoom()))).orElse(Camera2D.FIT);
    }

    public OrbitCamera orbit() {
        return settings.orbit().flatMap(o -> allowed(() -> new OrbitCamera(o.azimuth(), o.elevation(), o.zoom(), o.u(), o.v(), o.w(),
                        o.light().map(l -> new Light(l.x(), l.y(), l.z())).orElse(Light.STANDARD))))
                .orElse(OrbitCamera.STANDARD);
    }

    public Colormap colormap() {
        return Colormaps.all().stream().filter(m -> settings.colormap().equals(Optional.of(m.name()))).findFirst().orElse(Colormaps.standard());
    }

    public ColorRange.Mode mode() {
        return constants(ColorRange.Mode.class, settings.range().stream().toList()).stream().findFirst()
                .orElse(settings.compare() ? ColorRange.Mode.RUN : ColorRange.Mode.FRAME);
    }

    public Optional<ColorRange> fixed(String quantity) {
        return Optional.ofNullable(settings.fixed().get(quantity)).flatMap(r -> allowed(() -> new ColorRange(r.min(), r.max(), r.log())));
    }

    public Set<Overlay> overlays(String pane) {
        return Optional.ofNullable(settings.overlays().get(pane)).map(names -> constants(Overlay.class, names)).orElse(ViewState.DARK.overlays());
    }

    public Measures measures(String pane) {
        return settings.measures().getOrDefault(pane, Measures.NONE);
    }

    /** How one pane is looked at. */
    public ViewState of(Pane pane, PaneColors theme) {
        return new ViewState(theme, 1, camera(), orbit(), colormap(), mode(), fixed(quantity(pane)), overlays(pane.id()), Optional.empty(), measures(pane.id()));
    }

    /** What the colors of a pane mean: panes of one quantity share their range. */
    public static String quantity(Pane pane) {
        return (pane.alike().isEmpty() ? pane.drawings().stream().map(d -> d.layer() + "." + d.field()).toList() : pane.alike()).toString();
    }

    /** A constant as a session keeps it. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Sessions of before may have the other spelling. */
    private static <E extends Enum<E>> Set<E> constants(Class<E> type, List<String> words) {
        Set<E> all = EnumSet.noneOf(type);
        List<String> spelled = words.stream().map(w -> w.replace("colour", "color")).toList();
        EnumSet.allOf(type).stream().filter(e -> spelled.contains(word(e))).forEach(all::add);
        return all;
    }

    private static <T> Optional<T> allowed(Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
