package org.pushforward.views.control;

import atlantafx.base.controls.Popover;
import javafx.beans.property.ObjectProperty;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;

/** A button that opens the colormaps as swatches; a click takes one. */
public final class ColormapPicker extends IconButton {

    private static final int SWATCH_WIDTH = 160;
    private static final int SWATCH_HEIGHT = 14;

    private final ObjectProperty<Colormap> choice;
    private final Popover popover = new Popover();

    /** {@code choice} is shown and set. */
    public ColormapPicker(String id, ObjectProperty<Colormap> choice) {
        super(id, Feather.DROPLET, "Colours", () -> { });
        this.choice = choice;
        popover.setArrowLocation(Popover.ArrowLocation.TOP_RIGHT);
        popover.setHeaderAlwaysVisible(false);
        popover.setDetachable(false);
        setOnAction(_ -> open());
    }

    private void open() {
        VBox rows = new VBox();
        rows.getStyleClass().add("colormaps");
        Colormaps.all().forEach(map -> rows.getChildren().add(row(map)));
        popover.setContentNode(rows);
        popover.show(this);
    }

    private ToggleButton row(Colormap map) {
        ToggleButton row = new ToggleButton(map.name(), new ImageView(swatch(map, SWATCH_WIDTH, SWATCH_HEIGHT)));
        row.setId("colormap-" + map.name());
        row.getStyleClass().add("swatch-row");
        row.setContentDisplay(ContentDisplay.LEFT);
        row.setGraphicTextGap(12);
        row.setMaxWidth(Double.MAX_VALUE);
        row.setSelected(map.equals(choice.get()));
        row.setTooltip(new Tooltip(map.source()));
        row.setOnAction(_ -> {
            choice.set(map);
            popover.hide();
        });
        return row;
    }

    /** The colours from left to right. */
    static Image swatch(Colormap map, int width, int height) {
        int[] line = new int[width];
        for (int x = 0; x < width; x++) {
            line[x] = map.argb(x / (width - 1.0));
        }
        WritableImage image = new WritableImage(width, height);
        image.getPixelWriter().setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), line, 0, 0);
        return image;
    }
}
