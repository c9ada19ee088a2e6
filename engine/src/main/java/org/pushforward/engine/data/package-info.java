/** Sources of data: pictures and, later, point sets, meshes and built-in shapes. */
package org.pushforward.engine.data;
