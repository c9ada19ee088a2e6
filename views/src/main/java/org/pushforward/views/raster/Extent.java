package org.pushforward.views.raster;

import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;

/**
 * The domain of a plane pane. Layers that have a domain decide; only without any do coordinates, with a margin, so that particles
 * that move do not move the camera.
 */
final class Extent {

    private Extent() { }

    /** Empty when the frame has nothing of the pane to show. */
    static Optional<Rect> of(PaneContent content) {
        Optional<Rect> fixed = Optional.empty();
        Optional<Rect> loose = Optional.empty();
        for (Pane.Drawing drawing : content.pane().drawings()) {
            Optional<Layer> layer = content.layer(drawing);
            if (layer.isPresent()) {
                fixed = union(fixed, domain(layer.get()));
                loose = union(loose, bounds(layer.get()));
            }
        }
        return fixed.isPresent() ? fixed : loose;
    }

    private static Optional<Rect> union(Optional<Rect> a, Optional<Rect> b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : Optional.of(a.get().union(b.get()));
    }

    private static Optional<Rect> domain(Layer layer) {
        return switch (layer) {
            case Layer.ScalarField f -> Optional.of(f.domain());
            case Layer.VectorField f -> Optional.of(f.domain());
            case Layer.Picture p -> Optional.of(p.domain());
            case Layer.Volume v -> Optional.of(v.base());
            case Layer.Matrix m -> Optional.of(new Rect(0, 0, m.columns(), m.rows()));
            case Layer.Mesh m -> boundingBox(m.xy(), 2, 0);
            case Layer.TriangleMesh m -> boundingBox(m.coordinates(), m.dimension(), 0);
            case Layer.Sphere _ -> Optional.of(Layer.Sphere.DEGREES);
            default -> Optional.empty();
        };
    }

    private static Optional<Rect> bounds(Layer layer) {
        return switch (layer) {
            case Layer.Points p -> boundingBox(p.coordinates(), p.dimension(), 0.05);
            case Layer.Paths p -> boundingBox(p.coordinates(), p.dimension(), 0.05);
            case Layer.Graph g -> boundingBox(g.xy(), 2, g.names().isEmpty() ? 0.05 : 0.12);
            default -> Optional.empty();
        };
    }

    private static Optional<Rect> boundingBox(double[] c, int dimension, double margin) {
        double x0 = Double.POSITIVE_INFINITY;
        double y0 = x0;
        double x1 = -x0;
        double y1 = -x0;
        for (int k = 0; k + 1 < c.length; k += dimension) {
            if (Double.isFinite(c[k]) && Double.isFinite(c[k + 1])) {
                x0 = Math.min(x0, c[k]);
                x1 = Math.max(x1, c[k]);
                y0 = Math.min(y0, c[k + 1]);
                y1 = Math.max(y1, c[k + 1]);
            }
        }
        if (!(x1 >= x0)) {
            return Optional.empty();
        }
        double size = Math.max(x1 - x0, y1 - y0);
        double more = size > 0 ? margin * size : 0.5;
        // A flat set still needs an area to be drawn in.
        double mx = x1 - x0 > 1e-9 * size ? more : Math.max(more, 0.05 * size);
        double my = y1 - y0 > 1e-9 * size ? more : Math.max(more, 0.05 * size);
        return Optional.of(new Rect(x0 - mx, y0 - my, x1 + mx, y1 + my));
    }
}
