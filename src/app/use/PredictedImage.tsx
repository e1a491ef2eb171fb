/** An image from disk, as small as it is shown. */
import { useObjectUrl } from "./useObjectUrl";

interface Props {
  file: Blob | undefined;
  className: string | undefined;
  alt: string;
}

export function PredictedImage({ file, className, alt }: Props) {
  const url = useObjectUrl(file);
  return url ? (
    <img src={url} alt={alt} className={className} decoding="async" />
  ) : (
    <span className={className} />
  );
}
