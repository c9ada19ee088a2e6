package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
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

    /** The layer of a drawing, if the frame has it and it is not empty. */
    Optional<Layer> layer(Pane.Drawing drawing) {
        return frame.layer(drawing.layer()).filter(layer -> switch (layer) {
            case Layer.ScalarField f -> f.values().length > 0;
            case Layer.VectorField f -> f.u().length > 0;
            case Layer.Mesh m -> m.nx() > 0 && m.ny() > 0;
            case Layer.TriangleMesh m -> m.triangles().length > 0;
            case Layer.Points p -> p.coordinates().length > 0;
            case Layer.Paths p -> p.coordinates().length > 0;
            case Layer.Series s -> s.x().length > 0;
            case Layer.Matrix m -> m.values().length > 0;
            case Layer.Volume v -> v.values().length > 0;
            case Layer.Graph g -> g.xy().length > 0;
            case Layer.Bars b -> b.counts().length > 0;
            case Layer.Table t -> t.rows() > 0;
            case Layer.Text t -> !t.tokens().isEmpty();
            case Layer.Sphere s -> s.nLon() > 0 && s.nLat() > 0;
            case Layer.Picture p -> p.rgb().length > 0;
        });
    }

    public static PaneContent of(Pane pane, Frame frame) {
        return new PaneContent(pane, frame, List.of(), List.of());
    }

    public static PaneContent of(Pane pane, Frame frame, HistoryView history) {
        return new PaneContent(pane, frame, List.of(new RunHistory("", history, 0)), List.of());
    }

    /** The same histories against another diagnostic. */
    PaneContent against(String abscissa) {
        return new PaneContent(pane.against(abscissa), frame, histories, marks);
    }

    /** Whether other points of the pane have values where these have none. */
    boolean hasValuedPointsBeside(Layer.Points plain) {
        return plain.fields().isEmpty() && pane.drawings().stream().map(this::layer).flatMap(Optional::stream)
                .anyMatch(l -> l instanceof Layer.Points p && !p.fields().isEmpty());
    }

    /** Without the fields that a picture covers from edge to edge: they are not seen, so they need no color bar either. */
    PaneContent withoutCovered(ViewState view) {
        List<Pane.Drawing> drawings = pane.drawings();
        for (int k = drawings.size() - 1; k > 0; k--) {
            if (drawings.get(k).style() == Pane.Style.IMAGE && view.shows(Overlay.PICTURE) && frame.layer(drawings.get(k).layer()).isPresent()) {
                Pane seen = pane.drawing(drawings.subList(k, drawings.size()));
                return new PaneContent(seen, frame, histories, marks);
            }
        }
        return this;
    }
}
