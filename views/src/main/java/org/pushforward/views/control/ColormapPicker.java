package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import javafx.beans.property.ObjectProperty;
import javafx.geometry.Side;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.kordamp.ikonli.feather.Feather;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;

/** A button that opens the colormaps as swatches; a click or Enter takes one. */
public final class ColormapPicker extends IconButton {

    private static final int SWATCH_WIDTH = 160;
    private static final int SWATCH_HEIGHT = 14;

    private final ContextMenu menu = new ContextMenu();

    /** {@code choice} is shown and set. */
    public ColormapPicker(String id, ObjectProperty<Colormap> choice) {
        super(id, Feather.DROPLET, say("pane.colors"), () -> { });
        menu.getStyleClass().add("colormaps");
        setOnAction(_ -> {
            if (menu.getItems().isEmpty()) {
                Colormaps.all().forEach(map -> menu.getItems().add(item(map, choice)));
            }
            menu.getItems().forEach(i -> ((RadioMenuItem) i).setSelected(i.getText().equals(choice.get().name())));
            menu.show(this, Side.BOTTOM, 0, 4);
        });
    }

    private static RadioMenuItem item(Colormap map, ObjectProperty<Colormap> choice) {
        RadioMenuItem item = new RadioMenuItem(map.name(), new ImageView(swatch(map, SWATCH_WIDTH, SWATCH_HEIGHT)));
        item.setId("colormap-" + map.name());
        item.setOnAction(_ -> choice.set(map));
        return item;
    }

    /** The colors from left to right. */
    private static Image swatch(Colormap map, int width, int height) {
        int[] line = new int[width];
        for (int x = 0; x < width; x++) {
            line[x] = map.argb(x / (width - 1.0));
        }
        WritableImage image = new WritableImage(width, height);
        image.getPixelWriter().setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), line, 0, 0);
        return image;
    }
}
