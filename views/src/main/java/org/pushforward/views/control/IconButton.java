package org.pushforward.views.control;

import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A flat button with a feather icon; its words are the tooltip and the accessible text. */
public class IconButton extends Button {

    private final FontIcon icon;

    public IconButton(String id, Feather feather, String words, Runnable action) {
        icon = new FontIcon(feather);
        setId(id);
        setGraphic(icon);
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        getStyleClass().add("icon");
        setWords(words);
        setOnAction(_ -> action.run());
    }

    /** Changes the icon and the words, for a button whose meaning changes. */
    public void show(Feather feather, String words) {
        if (icon.getIconCode() != feather) {
            icon.setIconCode(feather);
            setWords(words);
        }
    }

    private void setWords(String words) {
        setTooltip(new Tooltip(words));
        setAccessibleText(words);
    }
}
