package org.pushforward.views.raster;

import java.util.Optional;
import org.pushforward.views.colormap.ColorRange;

/**
 * What a pane tells about the picture it drew.
 *
 * @param transform between pixels and the domain; empty in 3D and where nothing could be drawn
 * @param sceneScale pixels per unit of a 3D scene; 0 in the plane
 * @param range of the color bar; empty when nothing is colored
 * @param probe what is under the probe, if it is set and inside of the domain
 * @param scene what is to be seen in space
 */
public record Rendered(Optional<PlaneTransform> transform, double sceneScale, Optional<ColorRange> range, Optional<Probe> probe,
        Optional<SpaceModel.Seen> scene) {

    Rendered(Optional<PlaneTransform> transform, double sceneScale, Optional<ColorRange> range, Optional<Probe> probe) {
        this(transform, sceneScale, range, probe, Optional.empty());
    }

    static final Rendered NOTHING = new Rendered(Optional.empty(), 0, Optional.empty(), Optional.empty());
}
