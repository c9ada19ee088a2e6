package org.pushforward.views.raster;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.views.colormap.Colormaps;

/**
 * Writes pictures of synthetic panes into {@code target/previews}, to be looked at: {@code main [sample.jpg]}.
 */
final class Previews {

    private Previews() { }

    public static void main(String[] args) throws IOException {
        File folder = new File("target/previews");
        folder.mkdirs();
        Layer.Picture picture = picture(new File(args.length > 0 ? args[0] : "../samples/src/main/resources/samples/flower.jpg"));
        for (Map.Entry<String, PaneContent> scene : scenes(picture).entrySet()) {
            write(folder, scene.getKey() + "-dark", scene.getValue(), view(scene.getKey(), ViewState.DARK), 800, 600);
            write(folder, scene.getKey() + "-light", scene.getValue(), view(scene.getKey(), ViewState.LIGHT), 800, 600);
            write(folder, scene.getKey() + "-small", scene.getValue(), view(scene.getKey(), ViewState.DARK), 400, 300);
            write(folder, scene.getKey() + "-thumb", scene.getValue(), ViewState.DARK, 72, 48);
            write(folder, scene.getKey() + "-hidpi", scene.getValue(), view(scene.getKey(), ViewState.LIGHT.withUiScale(2)), 1200, 900);
        }
    }

    private static ViewState view(String scene, ViewState base) {
        ViewState titled = base.withOverlay(Overlay.TITLE, true);
        return switch (scene) {
            case "field" -> titled.withOverlay(Overlay.GRID, true).withProbe(0.4, 0.45);
            case "contours" -> titled.withOverlay(Overlay.CONTOURS, true).withColormap(Colormaps.named("cividis").orElseThrow());
            case "diverging" -> titled.withColormap(Colormaps.named("vik").orElseThrow());
            case "zoomed" -> titled.withCamera(new Camera2D(0.2, 0.1, 3));
            case "matrix" -> titled.withColormap(Colormaps.named("batlow").orElseThrow());
            case "compare" -> titled.withProbe(6, 0);
            default -> titled;
        };
    }

    private static Map<String, PaneContent> scenes(Layer.Picture picture) {
        Map<String, PaneContent> all = new TreeMap<>();
        double aspect = picture.domain().width();
        Layer.Mesh mesh = Scenes.mesh((int) (72 * aspect), 72, aspect);
        all.put("mesh", PaneContent.of(Scenes.meshPane(), Scenes.frame(picture, mesh)));
        all.put("zoomed", new PaneContent(Scenes.meshPane(), Scenes.frame(picture, mesh), List.of(),
                List.of(new Mark.Ring(0.9, 0.55, 0.05), new Mark.Spot(1.0, 0.62, "min det J, cell (70, 41)"))));
        all.put("cells", PaneContent.of(Scenes.cellPane(), Scenes.frame(Scenes.mesh(72, 72, 1))));
        Layer.ScalarField field = Scenes.field(96, 96, Rect.UNIT, Scenes::bumps);
        all.put("field", PaneContent.of(plane("Monitor", Pane.Style.FILL, "field"), Scenes.frame(field)));
        all.put("contours", PaneContent.of(plane("Monitor", Pane.Style.FILL, "field"), Scenes.frame(field)));
        all.put("lines", PaneContent.of(plane("Contours", Pane.Style.CONTOURS, "field"), Scenes.frame(field)));
        all.put("diverging", PaneContent.of(Pane.plane("d", "Flow", "vorticity and velocity", new Pane.Drawing("field", Pane.Style.FILL),
                new Pane.Drawing("velocity", Pane.Style.ARROWS)), Scenes.frame(Scenes.field(64, 64, Rect.UNIT,
                (x, y) -> Math.sin(9 * x) * Math.cos(8 * y) - 0.3), Scenes.vectors(40))));
        all.put("points", PaneContent.of(plane("Particles", Pane.Style.POINTS, "points"), Scenes.frame(Scenes.points(4000))));
        all.put("paths", PaneContent.of(plane("Bridge", Pane.Style.LINES, "paths"), Scenes.frame(Scenes.paths(300))));
        all.put("matrix", PaneContent.of(plane("Coupling", Pane.Style.FILL, "matrix"), Scenes.frame(matrix())));
        all.put("history", PaneContent.of(Pane.history("r", "Residual", "per Newton step", "residual").onLogScale(), Scenes.frame(),
                Scenes.residuals(12, 0.4)));
        all.put("compare", new PaneContent(Pane.history("r", "Residual", "per Newton step", "residual").onLogScale(), Scenes.frame(),
                List.of(new RunHistory("this run", Scenes.residuals(16, 0.2), 0), new RunHistory("fork at step 6", Scenes.residuals(20, 0.1), 1),
                        new RunHistory("MMPDE", Scenes.residuals(20, 0.02), 2)), List.of()));
        all.put("bars", PaneContent.of(plot("Histogram", Pane.Style.BARS, "bars"), Scenes.frame(Scenes.bars(48))));
        all.put("series", PaneContent.of(Pane.plot("s", "Energy", "kinetic and potential", new Pane.Drawing("a", Pane.Style.CURVE),
                new Pane.Drawing("b", Pane.Style.CURVE)), Scenes.frame(Scenes.series("a", "kinetic energy", 3), Scenes.series("b", "potential energy", 2))));
        all.put("surface", PaneContent.of(Pane.space("s", "Potential", "φ over the domain", new Pane.Drawing("field", Pane.Style.SURFACE)),
                Scenes.frame(field)));
        return all;
    }

    private static Pane plane(String title, Pane.Style style, String layer) {
        return Pane.plane(layer, title, "∇·(D∇φ) ≤ ½‖x − y‖²", new Pane.Drawing(layer, style));
    }

    private static Pane plot(String title, Pane.Style style, String layer) {
        return Pane.plot(layer, title, "of cell areas", new Pane.Drawing(layer, style));
    }

    private static Layer.Matrix matrix() {
        double[] v = new double[24 * 36];
        for (int r = 0; r < 24; r++) {
            for (int c = 0; c < 36; c++) {
                v[r * 36 + c] = Math.exp(-Math.pow(r / 24.0 - c / 36.0, 2) * 30);
            }
        }
        return new Layer.Matrix("matrix", "coupling", "", 24, 36, v);
    }

    static Layer.Picture picture(File file) throws IOException {
        BufferedImage image = ImageIO.read(file);
        int w = image.getWidth();
        int h = image.getHeight();
        int[] rgb = image.getRGB(0, 0, w, h, null, 0, w);
        return new Layer.Picture("picture", "photograph", w, h, new Rect(0, 0, (double) w / h, 1), rgb);
    }

    static void write(File folder, String name, PaneContent content, ViewState view, int width, int height) throws IOException {
        Raster raster = new Raster(width, height);
        new PaneRenderer().render(content, view, raster);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
        image.setRGB(0, 0, width, height, raster.pixels(), 0, width);
        ImageIO.write(image, "png", new File(folder, name + ".png"));
    }
}
