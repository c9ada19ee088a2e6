package org.pushforward.views.raster;

import java.util.List;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;

/**
 * What a pane shows.
 *
 * @param histories for history panes: the run in focus first, then those it is compared with
 * @param marks drawn over everything
 */
public record PaneContent(Pane pane, Frame frame, List<RunHistory> histories, List<Mark> marks) {
    public PaneContent {
        histories = List.copyOf(histories);
        marks = List.copyOf(marks);
    }

    public static PaneContent of(Pane pane, Frame frame) {
        return new PaneContent(pane, frame, List.of(), List.of());
    }

    public static PaneContent of(Pane pane, Frame frame, HistoryView history) {
        return new PaneContent(pane, frame, List.of(new RunHistory("", history, 0)), List.of());
    }

    /** Without the fields that a picture covers from edge to edge: they are not seen, so they need no colour bar either. */
    PaneContent withoutCovered(ViewState view) {
        List<Pane.Drawing> drawings = pane.drawings();
        for (int k = drawings.size() - 1; k > 0; k--) {
            if (drawings.get(k).style() == Pane.Style.IMAGE && view.shows(Overlay.PICTURE) && frame.layer(drawings.get(k).layer()).isPresent()) {
                Pane seen = new Pane(pane.id(), pane.title(), pane.subtitle(), pane.kind(), drawings.subList(k, drawings.size()), pane.logScale());
                return new PaneContent(seen, frame, histories, marks);
            }
        }
        return this;
    }
}
