package org.pushforward.views.raster;

/** Takes the shapes of a picture in the order in which they lie on each other; lengths in pixels, y downwards, colors not premultiplied. */
interface VectorSink {

    /** What follows is seen within this box only. */
    void clip(Box box);

    /** Closed polygons, filled where they wind about a point; {@code ends} are the numbers of the first points beyond each. */
    void fill(double[] xy, int[] ends, int argb);

    /** Triangles that share edges, without a gap between them. */
    void tiles(double[] xy, int[] ends, int argb);

    /** Lines with flat ends and round corners. */
    void stroke(double[] xy, int[] ends, double width, int argb);

    void disc(double x, double y, double radius, int argb);

    void circle(double x, double y, double radius, double width, int argb);

    /** A picture with its left upper corner there; its pixels are premultiplied. */
    void image(int x, int y, int width, int height, int[] pixels);
}
