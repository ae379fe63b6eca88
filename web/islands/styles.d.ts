/** A style sheet that an island brings: the build lays it beside its script. */
declare module "*.css";
