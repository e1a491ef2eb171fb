/** One small image, drawn from pixels. */
import { useEffect, useRef } from "react";
import classes from "./Thumbnails.module.css";

export function Thumbnail({ image }: { image: ImageData | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (image) canvas.current?.getContext("2d")?.putImageData(image, 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      className={classes.thumbnail}
      width={image?.width ?? 1}
      height={image?.height ?? 1}
    />
  );
}
