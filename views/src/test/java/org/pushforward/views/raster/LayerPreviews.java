package org.pushforward.views.raster;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;

/** Writes the panes of {@link LayerShow} on one sheet per theme and size, to be looked at: {@code main FOLDER}. */
final class LayerPreviews {

    private LayerPreviews() { }

    public static void main(String[] args) throws IOException {
        LayerShow show = new LayerShow();
        Frame frame = show.opened().frame(0);
        File folder = new File(args[0]);
        List<Pane> panes = show.panes();
        for (boolean dark : new boolean[] {true, false}) {
            for (int size : new int[] {1, 2}) {
                sheet(panes, frame, (dark ? ViewState.DARK : ViewState.LIGHT).withUiScale(size).withOverlay(Overlay.TITLE, true), size,
                        new File(folder, (dark ? "dark" : "light") + size + ".png"));
            }
        }
    }

    private static void sheet(List<Pane> panes, Frame frame, ViewState view, int size, File file) throws IOException {
        int w = 480 * size;
        int h = 360 * size;
        int rows = (panes.size() + 3) / 4;
        BufferedImage all = new BufferedImage(4 * w, rows * h, BufferedImage.TYPE_INT_ARGB_PRE);
        for (int k = 0; k < panes.size(); k++) {
            Raster raster = new Raster(w, h);
            new PaneRenderer().render(PaneContent.of(panes.get(k), frame), view, raster);
            all.setRGB(k % 4 * w, k / 4 * h, w, h, raster.pixels(), 0, w);
        }
        ImageIO.write(all, "png", file);
    }
}
