package org.pushforward.views.space;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.control.NumberText;

/** What the colours of a surface mean: the colormap between the numbers at its ends. */
final class ColorBarNode extends VBox {

    private static final double WIDTH = 12;

    private final WritableImage image = new WritableImage(1, Colormap.SIZE);
    private final Label quantity = new Label();
    private final Label high = number();
    private final Label low = number();

    ColorBarNode() {
        setMouseTransparent(true);
        quantity.getStyleClass().addAll("muted", "axis");
        HBox bar = new HBox(6);
        VBox.setVgrow(bar, Priority.ALWAYS);
        ImageView strip = new ImageView(image);
        strip.setFitWidth(WIDTH);
        strip.setManaged(false);
        Region room = new Region();
        room.setMinWidth(WIDTH);
        Region gap = new Region();
        VBox.setVgrow(gap, Priority.ALWAYS);
        VBox ends = new VBox(high, gap, low);
        ends.setAlignment(Pos.TOP_LEFT);
        bar.getChildren().addAll(strip, room, ends);
        getChildren().addAll(quantity, bar);
        bar.heightProperty().addListener((_, _, h) -> strip.setFitHeight(h.doubleValue()));
    }

    void show(ColorScale scale, String name) {
        quantity.setText(name);
        int[] column = new int[Colormap.SIZE];
        for (int y = 0; y < column.length; y++) {
            column[y] = scale.map().entry(Colormap.SIZE - 1 - y);
        }
        image.getPixelWriter().setPixels(0, 0, 1, column.length, PixelFormat.getIntArgbInstance(), column, 0, 1);
        high.setText(NumberText.scaleEnd(scale.range().max()));
        low.setText(scale.range().isFlat() ? "" : NumberText.scaleEnd(scale.range().min()));
    }

    private static Label number() {
        Label l = new Label();
        l.getStyleClass().addAll("mono", "muted", "axis");
        l.setMinWidth(USE_PREF_SIZE);
        return l;
    }
}
