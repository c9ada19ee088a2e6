package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;

/**
 * What the window shows of a session, as one picture: the panes that were chosen, the one that fills the area, or all runs side by side.
 * Keeps what colors have spanned so far from picture to picture, as panes do. Not thread-safe.
 */
public final class SessionPage {

    private final Page page = new Page();

    /** A run at one moment. */
    public record Shown(String name, Experiment experiment, Frame frame, HistoryView history) { }

    /** What lies where. */
    public record Arranged(PageLayout layout, List<Page.Content> contents) { }

    /** @param scale pixels per unit of length on screen */
    public void draw(SavedView seen, PaneColors theme, double scale, List<Shown> runs, Raster target) {
        draw(arranged(seen, theme, scale, runs), target);
    }

    public void draw(Arranged arranged, Raster target) {
        page.render(arranged.layout(), arranged.contents(), target);
    }

    /** The panes that are shown, in their places. */
    public static Arranged arranged(SavedView seen, PaneColors theme, double scale, List<Shown> runs) {
        List<Page.Content> contents = new ArrayList<>();
        if (seen.settings().compare() && runs.size() > 1) {
            List<RunHistory> histories = histories(runs, 0);
            for (int k = 0; k < runs.size(); k++) {
                Shown run = runs.get(k);
                Pane first = run.experiment().panes().getFirst();
                contents.add(compared(run, first, runs.getFirst(), List.of(histories.get(k)), view(seen, first, theme, scale)));
            }
            Experiment e = runs.getFirst().experiment();
            Page.history(seen.panes(e), e.panes()).ifPresent(h -> contents.add(new Page.Content(h, runs.getFirst().frame(), histories, view(seen, h, theme, scale))));
            return new Arranged(PageLayout.compared(runs.size(), contents.size() > runs.size(), seen.settings().shares()), contents);
        }
        int selected = Math.clamp(seen.settings().selected(), 0, runs.size() - 1);
        Shown run = runs.get(selected);
        List<Pane> chosen = seen.panes(run.experiment());
        List<Pane> large = chosen.stream().filter(p -> seen.settings().maximised().equals(Optional.of(p.id()))).toList();
        List<RunHistory> histories = histories(runs, selected);
        (large.isEmpty() ? chosen : large).forEach(p -> contents.add(shown(p, run.frame(), histories, view(seen, p, theme, scale))));
        return new Arranged(PageLayout.alone(contents.size(), seen.settings().shares()), contents);
    }

    /** A run beside others: itself, or what it has more than the first. */
    private static Page.Content compared(Shown run, Pane pane, Shown reference, List<RunHistory> histories, ViewState view) {
        Optional<PaneContent> less = run == reference || !view.shows(Overlay.DIFFERENCE) ? Optional.empty()
                : Difference.of(PaneContent.of(pane, run.frame()), reference.frame());
        return less.map(c -> new Page.Content(c.pane().titled(run.name() + " − " + reference.name(), pane.title()), c.frame(), histories, Difference.view(view, c)))
                .orElseGet(() -> shown(pane.titled(run.name(), pane.title()), run.frame(), histories, view));
    }

    /** A pane of a run, less one of its layers where the view says so. */
    private static Page.Content shown(Pane pane, Frame frame, List<RunHistory> histories, ViewState view) {
        return view.measures().less().flatMap(l -> Difference.of(PaneContent.of(pane, frame), l))
                .map(c -> new Page.Content(c.pane(), c.frame(), histories, Difference.view(view, c)))
                .orElseGet(() -> new Page.Content(pane, frame, histories, view));
    }

    private static ViewState view(SavedView seen, Pane pane, PaneColors theme, double scale) {
        return seen.of(pane, theme).withUiScale(scale);
    }

    /** The one in front comes first; every run keeps its color. */
    private static List<RunHistory> histories(List<Shown> runs, int first) {
        List<RunHistory> all = new ArrayList<>(IntStream.range(0, runs.size())
                .mapToObj(k -> new RunHistory(runs.size() > 1 ? runs.get(k).name() : "", runs.get(k).history(), k)).toList());
        all.addFirst(all.remove(first));
        return all;
    }
}
