/** Sources of data: pictures, point sets and clouds of points; later meshes and shapes. */
package org.pushforward.engine.data;
