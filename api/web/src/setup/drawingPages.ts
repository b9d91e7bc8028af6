// What needs the canvas library, in a piece of its own that is loaded when somebody draws.
import "./setup.css";

export { AddPage } from "./adding/AddPage";
export { CameraPage } from "./CameraPage";
export { ViewPage } from "./ViewPage";
