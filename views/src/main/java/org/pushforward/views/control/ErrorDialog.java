package org.pushforward.views.control;

import static org.pushforward.views.text.Language.say;

import javafx.event.ActionEvent;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.VBox;
import javafx.stage.Window;

/** Says in a sentence what went wrong, with a report that can be read and copied. */
public final class ErrorDialog extends Alert {

    /**
     * Shown with {@link #show} or {@link #showAndWait}.
     *
     * @param sentence for the user
     * @param hint what to do about it, or empty
     * @param report for whoever mends it
     */
    public ErrorDialog(Window owner, String sentence, String hint, String report) {
        super(AlertType.NONE);
        ButtonType copy = new ButtonType(say("error.copy"), ButtonBar.ButtonData.LEFT);
        ButtonType close = new ButtonType(say("error.close"), ButtonBar.ButtonData.CANCEL_CLOSE);
        initOwner(owner);
        setTitle(say("error.title"));
        getButtonTypes().setAll(copy, close);
        Theme.dress(getDialogPane());
        getDialogPane().getStyleClass().add("error-dialog");
        getDialogPane().setContent(words(sentence, hint));
        getDialogPane().setExpandableContent(report(report));
        Button copyButton = (Button) getDialogPane().lookupButton(copy);
        copyButton.setId("copy-report");
        copyButton.addEventFilter(ActionEvent.ACTION, e -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(sentence + "\n\n" + report);
            Clipboard.getSystemClipboard().setContent(content);
            copyButton.setText(say("error.copied"));
            e.consume();
        });
    }

    private static VBox words(String sentence, String hint) {
        Label what = new Label(sentence);
        what.setId("error-sentence");
        what.setWrapText(true);
        what.getStyleClass().add("title");
        Label how = new Label(hint);
        how.setWrapText(true);
        how.getStyleClass().add("muted");
        VBox box = hint.isEmpty() ? new VBox(what) : new VBox(8, what, how);
        box.setPrefWidth(480);
        return box;
    }

    private static TextArea report(String text) {
        TextArea area = new TextArea(text);
        area.setId("error-report");
        area.setEditable(false);
        area.getStyleClass().add("mono");
        area.setPrefRowCount(14);
        return area;
    }
}
