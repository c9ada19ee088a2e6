package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.DensitySources;

/** A source: a small picture of it, its name, and the way to another: a file, something built in, or points drawn by hand. */
final class SourceRow extends ParameterRow {

    private static final int THUMB = 24;

    private final ButtonBase button;
    private final boolean density;
    private final Parameter.Source parameter;
    private final Label understood = styled(new Label(), "understood");

    SourceRow(Parameter.Source parameter, ParameterPane pane) {
        super(parameter, pane);
        this.parameter = parameter;
        density = parameter.builtIn().equals(DensitySources.names());
        button = parameter.builtIn().isEmpty() ? new Button() : menu(parameter);
        button.setId("source-" + parameter.id());
        // The names of files are no mnemonics: their underscores stay.
        button.setMnemonicParsing(false);
        button.getStyleClass().add("source");
        button.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        if (button instanceof Button) {
            button.setOnAction(_ -> pane.chooseFile(parameter));
        }
        setEditor(button);
        understood.setId("understood-" + parameter.id());
        understood.setWrapText(true);
        tell("");
        getChildren().add(understood);
    }

    /** What was understood of the file. */
    private void tell(String text) {
        understood.setText(text);
        understood.setVisible(!text.isEmpty());
        understood.setManaged(!text.isEmpty());
    }

    private MenuButton menu(Parameter.Source parameter) {
        MenuButton menu = new MenuButton();
        for (String name : parameter.builtIn()) {
            SourceFile file = SourceFile.builtIn(name);
            MenuItem item = new MenuItem(name);
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> change(file, false));
            menu.getItems().add(item);
        }
        MenuItem draw = new MenuItem(say("source.draw"), new FontIcon(Feather.EDIT_2));
        draw.setOnAction(_ -> new PointDrawing(parameter.id(), drawn -> change(drawn, false)).showAt(menu));
        MenuItem open = new MenuItem(say("source.open-file"), new FontIcon(Feather.FOLDER));
        open.setOnAction(_ -> pane().chooseFile(parameter));
        menu.getItems().addAll(new SeparatorMenuItem(), draw, open);
        // The pictures are made when somebody looks.
        menu.setOnShowing(_ -> menu.getItems().stream().filter(i -> i.getGraphic() == null && i.getText() != null)
                .forEach(i -> picture(SourceFile.builtIn(i.getText()), i::setGraphic)));
        return menu;
    }

    @Override
    void display(Object value) {
        SourceFile file = (SourceFile) value;
        button.setText(file.name());
        button.setTooltip(new Tooltip(file.location()));
        button.setGraphic(new FontIcon(Feather.FILE));
        tell("");
        Thread.ofVirtual().start(() -> {
            String told = told(file);
            Platform.runLater(() -> {
                if (file.equals(shownValue())) {
                    tell(told);
                }
            });
        });
        picture(file, g -> {
            if (file.equals(shownValue())) {
                button.setGraphic(g);
            }
        });
    }

    /** Files that cannot be read are told by the run that is refused. */
    private String told(SourceFile file) {
        try {
            return parameter.understanding().apply(file);
        } catch (InputException e) {
            return "";
        }
    }

    private void picture(SourceFile file, Consumer<Node> shown) {
        Thread.ofVirtual().start(() -> SourcePicture.of(file, density, 2 * THUMB)
                .ifPresent(p -> Platform.runLater(() -> shown.accept(thumbnail(p)))));
    }

    private static ImageView thumbnail(Image picture) {
        ImageView view = new ImageView(picture);
        view.setFitWidth(THUMB);
        view.setFitHeight(THUMB);
        view.setPreserveRatio(true);
        return view;
    }
}
