package org.pushforward.views.control;

import java.io.ByteArrayInputStream;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;

/** A file: a small picture of it where it is one, its name, and the way to another. */
final class SourceRow extends ParameterRow {

    private static final double THUMB = 24;

    private final Button button = new Button();

    SourceRow(Parameter.Source parameter, ParameterPane pane) {
        super(parameter, pane);
        button.setId("source-" + parameter.id());
        button.getStyleClass().add("source");
        button.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        button.setOnAction(_ -> pane.chooseFile(parameter));
        setEditor(button);
    }

    @Override
    void display(Object value) {
        SourceFile file = (SourceFile) value;
        button.setText(file.name());
        button.setTooltip(new Tooltip(file.location()));
        button.setGraphic(new FontIcon(Feather.FILE));
        Thread.ofVirtual().start(() -> {
            Image picture = new Image(new ByteArrayInputStream(file.content()), 2 * THUMB, 2 * THUMB, true, true);
            Platform.runLater(() -> {
                if (!picture.isError() && file.equals(shownValue())) {
                    button.setGraphic(thumbnail(picture));
                }
            });
        });
    }

    private static ImageView thumbnail(Image picture) {
        ImageView view = new ImageView(picture);
        view.setFitWidth(THUMB);
        view.setFitHeight(THUMB);
        view.setPreserveRatio(true);
        return view;
    }
}
