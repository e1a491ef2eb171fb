/** One small image, drawn from pixels. */
import { useEffect, useRef } from "react";
import classes from "./Thumbnails.module.css";

interface Props {
  image: ImageData | undefined;
  className?: string | undefined;
}

export function Thumbnail({ image, className = classes.thumbnail }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (image) canvas.current?.getContext("2d")?.putImageData(image, 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      className={className}
      width={image?.width ?? 1}
      height={image?.height ?? 1}
    />
  );
}
