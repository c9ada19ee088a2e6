package org.pushforward.app.window;

import java.util.List;
import java.util.function.Supplier;
import org.pushforward.app.workspace.Differences;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.views.control.NumberText;
import org.pushforward.views.control.RunStrip;
import org.pushforward.views.control.Theme;
import org.pushforward.views.raster.ViewState;

/** Keeps the strip of runs in step with the workspace: a picture, the key parameter and the key number of each. */
final class RunCards implements AutoCloseable {

    private final Supplier<SessionTab> front;
    private final Thumbnails thumbnails = new Thumbnails(this::show);
    private final RunStrip strip;
    private Theme theme = Theme.DARK;

    RunCards(Supplier<SessionTab> front) {
        this.front = front;
        strip = new RunStrip(new RunStrip.Listener() {
            @Override
            public void onSelect(String id) {
                front.get().workspace().select(id);
            }

            @Override
            public void onClose(String id) {
                front.get().workspace().close(id);
            }

            @Override
            public void onRename(String id, String name) {
                front.get().workspace().rename(id, name);
            }
        });
    }

    RunStrip strip() {
        return strip;
    }

    void setTheme(Theme newTheme) {
        theme = newTheme;
        update();
    }

    /** Shows numbers and pictures, and has new pictures drawn. */
    void update() {
        PaneArea panes = front.get().panes();
        ViewState view = (theme == Theme.DARK ? ViewState.DARK : ViewState.LIGHT).withCamera(panes.cameras().planeProperty().get())
                .withColormap(panes.colors().colormapProperty().get());
        front.get().workspace().runs().forEach(r -> thumbnails.refresh(r, view));
        show();
    }

    private void show() {
        Workspace workspace = front.get().workspace();
        List<RunStrip.Card> cards = workspace.runs().stream()
                .map(r -> new RunStrip.Card(r.id(), r.name(), thumbnails.of(r), workspace.runs().size() > 1 ? Differences.of(r, workspace.runs()) : keyParameter(r), keyNumber(r))).toList();
        strip.show(cards, workspace.selected().map(OpenRun::id).orElse(""));
    }

    /** The first live parameter that matters, for example "α = 14". */
    private static String keyParameter(OpenRun r) {
        for (Parameter<?> p : r.experiment().parameters()) {
            if (p instanceof Parameter.Real real && p.info().effect() == Parameter.Effect.LIVE && r.parameters().isShown(p.id())) {
                return p.info().symbol() + " = " + real.format(r.parameters().real(p.id()));
            }
        }
        return "";
    }

    /** What the experiment plots step by step, else its first diagnostic, for example "1.8e-07". */
    private static String keyNumber(OpenRun r) {
        List<Diagnostics.Entry> entries = r.snapshot().map(s -> s.frame().diagnostics().entries()).orElse(List.of());
        return r.experiment().panes().stream().filter(p -> p.kind() == Pane.Kind.HISTORY).flatMap(p -> p.drawings().stream())
                .flatMap(d -> entries.stream().filter(e -> e.id().equals(d.layer()))).findFirst().or(() -> entries.stream().findFirst())
                .map(e -> NumberText.brief(e.value(), e.unit())).orElse("");
    }

    @Override
    public void close() {
        thumbnails.close();
    }
}
