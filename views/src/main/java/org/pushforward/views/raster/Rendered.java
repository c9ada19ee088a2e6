package org.pushforward.views.raster;

import java.util.Optional;
import org.pushforward.views.colormap.ColorRange;

/**
 * What a pane tells about the picture it drew.
 *
 * @param transform between pixels and the domain; empty in 3D and where nothing could be drawn
 * @param range of the colour bar; empty when nothing is coloured
 * @param probe what is under the probe, if it is set and inside of the domain
 */
public record Rendered(Optional<PlaneTransform> transform, Optional<ColorRange> range, Optional<Probe> probe) {

    static final Rendered NOTHING = new Rendered(Optional.empty(), Optional.empty(), Optional.empty());
}
