/** What torchvision and timm call the parts of an inverted residual block. */

export interface ConvNames {
  conv: string;
  norm: string;
}

export interface SqueezeNames {
  name: string;
  reduce: string;
  expand: string;
}

export interface BlockNames {
  block: string;
  expand: ConvNames;
  depthwise: ConvNames;
  /** null in a network that has none. */
  squeeze: SqueezeNames | null;
  project: ConvNames;
}

interface Parts {
  hasExpansion: boolean;
  hasSqueeze: boolean;
}

/** A convolution and its BatchNorm in a `torch.nn.Sequential` called `name`. */
export const sequential = (name: string): ConvNames => ({ conv: `${name}.0`, norm: `${name}.1` });

/** torchvision numbers the parts that there are. */
export function torchvisionBlock(block: string, { hasExpansion, hasSqueeze }: Parts): BlockNames {
  const depthwise = hasExpansion ? 1 : 0;
  const project = depthwise + (hasSqueeze ? 2 : 1);
  const squeeze = `${block}.block.${depthwise + 1}`;
  return {
    block,
    expand: sequential(`${block}.block.0`),
    depthwise: sequential(`${block}.block.${depthwise}`),
    squeeze: { name: squeeze, reduce: `${squeeze}.fc1`, expand: `${squeeze}.fc2` },
    project: sequential(`${block}.block.${project}`),
  };
}

/** timm numbers the BatchNorms that there are, and calls the projection otherwise after an expansion. */
export function timmBlock(block: string, { hasExpansion }: Parts): BlockNames {
  const first = hasExpansion ? 1 : 0;
  return {
    block,
    expand: { conv: `${block}.conv_pw`, norm: `${block}.bn1` },
    depthwise: { conv: `${block}.conv_dw`, norm: `${block}.bn${first + 1}` },
    squeeze: {
      name: `${block}.se`,
      reduce: `${block}.se.conv_reduce`,
      expand: `${block}.se.conv_expand`,
    },
    project: {
      conv: `${block}.${hasExpansion ? "conv_pwl" : "conv_pw"}`,
      norm: `${block}.bn${first + 2}`,
    },
  };
}
