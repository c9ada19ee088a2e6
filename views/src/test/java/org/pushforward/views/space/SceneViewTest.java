package org.pushforward.views.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.views.control.UiTest;
import org.pushforward.views.raster.LayerShow;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.ViewState;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** The graphics card and the software draw one model in the same places, in much the same colors. */
class SceneViewTest extends UiTest {

    private static final int W = 480;
    private static final int H = 400;
    private static final LayerShow SHOW = new LayerShow();
    /** Where pictures go that somebody wants to look at. */
    private static final String FOLDER = System.getProperty("pushforward.pictures", "");

    private StackPane root;

    @Start
    void start(Stage stage) {
        root = new StackPane();
        show(stage, root, W, H);
    }

    static Stream<String> panes() {
        return SHOW.panes().stream().filter(p -> p.kind() == Pane.Kind.SPACE).map(Pane::id);
    }

    @ParameterizedTest
    @MethodSource("panes")
    void bothDrawTheSamePlacesInTheSameColors(String id, FxRobot robot) throws Exception {
        Assumptions.assumeTrue(Platform.isSupported(ConditionalFeature.SCENE3D), "this machine has no 3D");
        Pane pane = SHOW.panes().stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
        Frame frame;
        try (Run run = new Run(RunDefinition.of(SHOW, SHOW.defaults(), 1), 1)) {
            run.step();
            frame = run.frame();
        }
        for (ViewState theme : List.of(ViewState.DARK, ViewState.LIGHT)) {
            // Lines are a pixel wide here and thinner there: places and colors are those of what is solid.
            ViewState view = theme.withOverlay(Overlay.MESH_LINES, !FOLDER.isEmpty()).withOrbit(new OrbitCamera(30, 25, 1.3));
            Raster empty = new Raster(W, H);
            var seen = new PaneRenderer().render(PaneContent.of(pane, frame), view, empty, false).scene().orElseThrow();
            Raster soft = new Raster(W, H);
            new PaneRenderer().render(PaneContent.of(pane, frame), view, soft);
            WritableImage[] hard = new WritableImage[1];
            robot.interact(() -> {
                SceneView scene = new SceneView(() -> { });
                root.getChildren().setAll(scene);
                root.layout();
                scene.show(seen, 1);
                scene.layout();
                SnapshotParameters p = new SnapshotParameters();
                p.setFill(Color.TRANSPARENT);
                hard[0] = scene.snapshot(p, null);
                scene.clear();
            });
            BufferedImage image = SwingFXUtils.fromFXImage(hard[0], null);
            compare(id, empty, soft, image);
        }
    }

    private static void compare(String id, Raster empty, Raster soft, BufferedImage hard) throws Exception {
        BitSet inSoftware = new BitSet(W * H);
        BitSet onTheCard = new BitSet(W * H);
        double far = 0;
        int both = 0;
        BufferedImage sheet = new BufferedImage(2 * W, H, BufferedImage.TYPE_INT_RGB);
        for (int k = 0; k < W * H; k++) {
            int x = k % W;
            int y = k / W;
            int argb = x < hard.getWidth() && y < hard.getHeight() ? hard.getRGB(x, y) : 0;
            inSoftware.set(k, soft.pixels()[k] != empty.pixels()[k]);
            onTheCard.set(k, argb >>> 24 > 127);
            sheet.setRGB(x, y, soft.pixels()[k]);
            sheet.setRGB(W + x, y, over(argb, empty.pixels()[k]));
            if (inSoftware.get(k) && argb >>> 24 == 255) {
                far += distance(soft.pixels()[k], argb);
                both++;
            }
        }
        if (!FOLDER.isEmpty()) {
            ImageIO.write(sheet, "png", new File(FOLDER, id + (empty.pixels()[0] == soft.pixels()[0] && (empty.pixels()[0] & 255) > 128 ? "-light" : "-dark") + ".png"));
        }
        assertThat(missing(inSoftware, onTheCard)).as("%s: pixels of the software's that are no neighbors of the card's", id).isLessThan(0.01 * inSoftware.cardinality());
        assertThat(missing(onTheCard, inSoftware)).as("%s: the other way round", id).isLessThan(0.01 * onTheCard.cardinality());
        assertThat(far / both).as("%s: mean distance of colors, of 255", id).isLessThan(8);
    }

    private static int over(int argb, int below) {
        double a = (argb >>> 24) / 255.0;
        int out = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            out |= (int) ((argb >> shift & 255) * a + (below >> shift & 255) * (1 - a)) << shift;
        }
        return out;
    }

    private static double distance(int a, int b) {
        return (Math.abs((a >> 16 & 255) - (b >> 16 & 255)) + Math.abs((a >> 8 & 255) - (b >> 8 & 255)) + Math.abs((a & 255) - (b & 255))) / 3.0;
    }

    /** Pixels of one that have none of the other within a pixel. */
    private static double missing(BitSet of, BitSet other) {
        int n = 0;
        for (int k = of.nextSetBit(0); k >= 0; k = of.nextSetBit(k + 1)) {
            boolean found = false;
            for (int dx = -1; dx <= 1; dx++) {
                for (int dy = -1; dy <= 1; dy++) {
                    int at = k + dx + W * dy;
                    found |= at >= 0 && at < W * H && other.get(at);
                }
            }
            n += found ? 0 : 1;
        }
        return n;
    }
}
