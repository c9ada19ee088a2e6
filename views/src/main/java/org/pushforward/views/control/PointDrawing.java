package org.pushforward.views.control;

import static org.pushforward.views.text.Language.counted;
import static org.pushforward.views.text.Language.say;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import org.pushforward.engine.api.SourceFile;

/**
 * A sheet on which points are scattered with the mouse; they become a source like any file of points. The sheet covers [−4, 4]², where
 * the built-in sets lie.
 */
final class PointDrawing {

    private static final double SIDE = 280;
    private static final double REACH = 4;
    private static final double BRUSH = 0.12;
    private static final int POINTS_A_MOVE = 4;
    private static final int MAX_POINTS = 5000;
    private static final double DOT = 2.5;

    private final Consumer<SourceFile> taken;
    private final List<double[]> points = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom();
    private final Canvas sheet = new Canvas(SIDE, SIDE);
    private final Label count = new Label();
    private final Popover popover;
    private final Button use = new Button(say("draw.use"));

    PointDrawing(String id, Consumer<SourceFile> taken) {
        this.taken = taken;
        Label heading = ParameterRow.styled(new Label(say("draw.heading")), "title");
        StackPane paper = new StackPane(sheet);
        paper.setId("sheet-" + id);
        paper.getStyleClass().add("sheet");
        paper.addEventHandler(MouseEvent.MOUSE_PRESSED, this::scatter);
        paper.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::scatter);
        Button clear = new Button(say("draw.clear"));
        clear.setId("clear-" + id);
        clear.setOnAction(_ -> {
            points.clear();
            redraw();
        });
        use.setId("use-" + id);
        use.setDefaultButton(true);
        use.setOnAction(_ -> take());
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        HBox buttons = new HBox(8, ParameterRow.styled(count, "unit"), gap, clear, use);
        buttons.setAlignment(Pos.CENTER_LEFT);
        VBox box = new VBox(8, heading, paper, buttons);
        box.getStyleClass().add("popover-content");
        popover = new Popover(box);
        redraw();
    }

    void showAt(Node node) {
        popover.showAt(node);
    }

    private void scatter(MouseEvent e) {
        for (int k = 0; k < POINTS_A_MOVE && points.size() < MAX_POINTS; k++) {
            double x = (e.getX() / SIDE * 2 - 1) * REACH + BRUSH * random.nextGaussian();
            double y = (1 - e.getY() / SIDE * 2) * REACH + BRUSH * random.nextGaussian();
            points.add(new double[] {Math.clamp(x, -REACH, REACH), Math.clamp(y, -REACH, REACH)});
        }
        redraw();
    }

    private void redraw() {
        var g = sheet.getGraphicsContext2D();
        g.clearRect(0, 0, SIDE, SIDE);
        g.setFill(Color.rgb(59, 130, 196, 0.8));
        for (double[] p : points) {
            g.fillOval((p[0] / REACH + 1) / 2 * SIDE - DOT / 2, (1 - p[1] / REACH) / 2 * SIDE - DOT / 2, DOT, DOT);
        }
        count.setText(counted("draw.points", points.size()));
        use.setDisable(points.isEmpty());
    }

    private void take() {
        StringBuilder csv = new StringBuilder("x,y\n");
        points.forEach(p -> csv.append(String.format(Locale.ROOT, "%.4f,%.4f%n", p[0], p[1])));
        popover.hide();
        taken.accept(SourceFile.embedded("drawn.csv", csv.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
