package org.pushforward.views.space;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javafx.geometry.Point3D;
import javafx.scene.AmbientLight;
import javafx.scene.DirectionalLight;
import javafx.scene.Group;
import javafx.scene.PerspectiveCamera;
import javafx.scene.SceneAntialiasing;
import javafx.scene.SubScene;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.transform.Affine;
import javafx.scene.transform.Translate;
import org.pushforward.views.raster.Light;
import org.pushforward.views.raster.SpaceModel;

/**
 * Draws the model of a 3D scene with the graphics card, over a picture that has the axes and the color bar: the same pixels of geometry as in software, since
 * both are projected by one matrix. Takes no mouse. Needs {@code ConditionalFeature.SCENE3D}.
 */
public final class SceneView extends Region {

    /** More balls than this are drawn faster in software: turning moves the four corners of each. */
    private static final int MOST_BALLS = 20_000;
    /** Of the opening angle in degrees: so small that near and far have one size to half a pixel, as the axes are drawn. */
    private static final double ANGLE = 0.06;
    /** Lines on a surface are nearer than it by this much. */
    private static final double LIFT = 1.5;

    private final PerspectiveCamera eye = new PerspectiveCamera(true);
    private final Affine turn = new Affine();
    private final Group solids = new Group();
    private final Group balls = new Group();
    private final Group strands = new Group();
    private final DirectionalLight sun = new DirectionalLight(Color.gray(Light.DIFFUSE));
    private final SubScene scene;
    private final Smoothness smoothness;
    private final List<SolidMesh> solidMeshes = new ArrayList<>();
    private final List<BallMesh> ballMeshes = new ArrayList<>();
    private final List<StrandMesh> strandMeshes = new ArrayList<>();
    private double size;
    private SpaceModel shown = new SpaceModel(List.of(), List.of(), List.of());

    /** @param tooSlow is called once, when pictures follow each other too slowly to be looked at */
    public SceneView(Runnable tooSlow) {
        smoothness = new Smoothness(tooSlow);
        getStyleClass().add("scene-view");
        setMouseTransparent(true);
        setMinSize(0, 0);
        solids.getTransforms().add(turn);
        strands.getTransforms().addAll(new Translate(0, 0, -LIFT), turn);
        // The same light as in software. Lines and balls have theirs already.
        AmbientLight all = new AmbientLight(Color.WHITE);
        all.getScope().addAll(balls, strands);
        AmbientLight ambient = new AmbientLight(Color.gray(Light.AMBIENT));
        ambient.getScope().add(solids);
        sun.getScope().add(solids);
        scene = new SubScene(new Group(solids, balls, strands, all, ambient, sun), 1, 1, true, SceneAntialiasing.BALANCED);
        scene.setFill(Color.TRANSPARENT);
        scene.setCamera(eye);
        scene.setManaged(false);
        eye.setFieldOfView(ANGLE);
    }

    public static boolean canShow(SpaceModel model) {
        return model.ballCount() <= MOST_BALLS;
    }

    /**
     * Shows a model that it {@link #canShow}.
     *
     * @param pixels of the picture below, per unit of length
     */
    public void show(SpaceModel.Seen seen, double pixels) {
        // Meshes have the size they are seen in: what turns and scales them at once would scale their light too.
        double scale = seen.scale() / pixels;
        if (getChildren().isEmpty()) {
            getChildren().add(scene);
        }
        if (seen.model() != shown || scale != size) {
            shown = seen.model();
            size = scale;
            fit(solidMeshes, shown.solids(), SolidMesh::new, (m, s) -> m.show(s, scale), solids);
            fit(ballMeshes, shown.balls(), BallMesh::new, (_, _) -> { }, balls);
            fit(strandMeshes, shown.strands(), StrandMesh::new, (m, s) -> m.show(s, scale), strands);
        }
        for (int k = 0; k < ballMeshes.size(); k++) {
            ballMeshes.get(k).show(shown.balls().get(k), seen, pixels);
        }
        double[] m = seen.matrix();
        double s = seen.scale();
        turn.setToTransform(m[0] / s, m[1] / s, m[2] / s, m[3] / pixels, m[4] / s, m[5] / s, m[6] / s, m[7] / pixels, m[8] / s, m[9] / s, m[10] / s, m[11] / pixels);
        sun.setDirection(new Point3D(-seen.light().x(), -seen.light().y(), -seen.light().z()));
        look(seen, pixels);
        smoothness.changed();
    }

    /** From far away at the middle of the room; what is farther from the middle than four scenes is cut. */
    private void look(SpaceModel.Seen seen, double pixels) {
        double left = seen.room().left() / pixels;
        double top = seen.room().top() / pixels;
        double w = Math.max(1, seen.room().width() / pixels);
        double h = Math.max(1, seen.room().height() / pixels);
        scene.relocate(left, top);
        scene.setWidth(w);
        scene.setHeight(h);
        double distance = 0.5 * h / Math.tan(Math.toRadians(0.5 * ANGLE));
        double reach = 4 * seen.scale() / pixels;
        eye.setTranslateX(left + 0.5 * w);
        eye.setTranslateY(top + 0.5 * h);
        eye.setTranslateZ(-distance);
        eye.setNearClip(Math.max(0.1 * distance, distance - reach));
        eye.setFarClip(distance + reach);
    }

    /** A mesh for each part, those of before where there are some. */
    private static <M extends ColoredMesh, P> void fit(List<M> meshes, List<P> parts, Supplier<M> make, BiConsumer<M, P> show, Group in) {
        while (meshes.size() > parts.size()) {
            meshes.removeLast();
        }
        while (meshes.size() < parts.size()) {
            meshes.add(make.get());
        }
        for (int k = 0; k < parts.size(); k++) {
            show.accept(meshes.get(k), parts.get(k));
        }
        in.getChildren().setAll(meshes.stream().map(ColoredMesh::node).toList());
    }

    /** Gives back what the picture needs: meshes, and its part of the screen, are megabytes outside the heap, which no collector sees. */
    public void clear() {
        smoothness.stop();
        getChildren().clear();
        shown = new SpaceModel(List.of(), List.of(), List.of());
        List.of(solids, balls, strands).forEach(g -> g.getChildren().clear());
        solidMeshes.clear();
        ballMeshes.clear();
        strandMeshes.clear();
    }
}
