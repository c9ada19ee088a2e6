package org.pushforward.views.raster;

import java.util.Map;
import org.pushforward.views.colormap.Colormaps;

/** The way of looking that a session file keeps as words: "camera" (x,y,zoom) and "colormap" (its name). */
public final class SavedView {

    private SavedView() { }

    /** The camera as a word. */
    public static String word(Camera2D c) {
        return c.x() + "," + c.y() + "," + c.zoom();
    }

    /** The view with what the words say; what they do not say, or say wrongly, stays. */
    public static ViewState restored(ViewState view, Map<String, String> words) {
        ViewState seen = Colormaps.all().stream().filter(m -> m.name().equals(words.get("colormap"))).findFirst().map(view::withColormap).orElse(view);
        String[] c = words.getOrDefault("camera", "").split(",");
        try {
            return c.length == 3 ? seen.withCamera(new Camera2D(Double.parseDouble(c[0]), Double.parseDouble(c[1]), Double.parseDouble(c[2]))) : seen;
        } catch (IllegalArgumentException e) {
            return seen;
        }
    }
}
